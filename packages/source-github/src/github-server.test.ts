import { hasGit } from '@modelzoo/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitHubBench, failureOf, TOKEN, type GitHubBench } from '../test/github-bench.js';
import type { GitHubOptions } from './github-options.js';
import { parseGitHubReference, type GitHubLocator } from './github-reference.js';
import { findServer, serverVariables, tokenOrigins } from './github-server.js';
import { createGitHubSource } from './github-source.js';

const GHE = 'https://ghe.example.com';

function locateAt(reference: string, options: GitHubOptions = {}): GitHubLocator {
  const locator = parseGitHubReference(reference, options);
  if (locator === undefined) throw new Error(`${reference} is not understood.`);
  return locator;
}

describe('findServer', () => {
  it.each<[GitHubOptions, Readonly<Record<string, string>>, string, string, string | undefined]>([
    [{}, {}, 'u/r', 'https://api.github.com', 'https://github.com'],
    [{ serverUrl: 'https://github.com' }, {}, 'u/r', 'https://api.github.com', 'https://github.com'],
    // What runners of GitHub set.
    [
      { serverUrl: 'https://github.com' },
      { GITHUB_API_URL: 'https://api.github.com' },
      'u/r',
      'https://api.github.com',
      'https://github.com',
    ],
    [{ serverUrl: GHE }, {}, `${GHE}/u/r`, `${GHE}/api/v3`, GHE],
    [{ serverUrl: GHE }, {}, 'u/r', 'https://api.github.com', 'https://github.com'],
    [{ serverUrl: GHE, apiUrl: `${GHE}/api/v3` }, {}, 'u/r', `${GHE}/api/v3`, GHE],
    [{}, { GITHUB_API_URL: `${GHE}/api/v3/` }, 'u/r', `${GHE}/api/v3`, GHE],
    [{ apiUrl: 'https://api.octo.ghe.com' }, {}, 'u/r', 'https://api.octo.ghe.com', 'https://octo.ghe.com'],
    // Such an API may be anybody's.
    [{ apiUrl: 'http://127.0.0.1:8080' }, {}, 'u/r', 'http://127.0.0.1:8080', undefined],
    [{ apiUrl: 'https://proxy.example/github' }, {}, 'u/r', 'https://proxy.example/github', undefined],
    [{ hosts: [{ serverUrl: GHE }] }, {}, `${GHE}/u/r`, `${GHE}/api/v3`, GHE],
    [{ hosts: [{ serverUrl: GHE, apiUrl: 'https://api.example' }] }, {}, `${GHE}/u/r`, 'https://api.example', GHE],
    [{ hosts: [{ serverUrl: GHE }] }, {}, 'u/r', 'https://api.github.com', 'https://github.com'],
    [
      { serverUrl: GHE, apiUrl: `${GHE}/api/v3`, hosts: [{ serverUrl: 'https://github.com' }] },
      {},
      'u/r',
      'https://api.github.com',
      'https://github.com',
    ],
  ])('with %j and %j asks about %s at %s and %s', (options, env, reference, apiUrl, webUrl) => {
    expect(findServer(locateAt(reference, options), options, env)).toMatchObject({ apiUrl, webUrl });
  });

  it('gives every server its own token and no other', () => {
    const options: GitHubOptions = {
      token: 'one',
      hosts: [
        { serverUrl: GHE, tokenVariable: 'GHE_TOKEN' },
        { serverUrl: 'https://b.example', token: 'two' },
      ],
    };
    const env = { GITHUB_TOKEN: 'three', GHE_TOKEN: 'four' };
    const tokens = (reference: string): readonly (string | undefined)[] | undefined =>
      findServer(locateAt(reference, options), options, env).tokenPlaces?.map(({ value }) => value);
    expect(tokens('u/r')).toStrictEqual(['one', 'three', undefined]);
    expect(tokens(`${GHE}/u/r`)).toStrictEqual([undefined, 'four']);
    expect(tokens('https://b.example/u/r')).toStrictEqual(['two']);
    expect(findServer(locateAt('u/r'), { serverUrl: GHE }, env).tokenPlaces).toBeUndefined();
  });

  it('knows nothing of a server that is not configured any more', () => {
    const locator = locateAt(`${GHE}/u/r`, { serverUrl: GHE });
    expect(() => findServer(locator, {}, {})).toThrow(expect.objectContaining({ code: 'ERR_ZOO_CONFIG_INVALID' }));
  });
});

describe('tokenOrigins', () => {
  it.each<[GitHubOptions, Readonly<Record<string, string>>, readonly string[]]>([
    [{}, {}, ['https://api.github.com', 'https://github.com']],
    [{}, { GITHUB_API_URL: '' }, ['https://api.github.com', 'https://github.com']],
    [{}, { GITHUB_API_URL: `${GHE}/api/v3/` }, [GHE]],
    [{ apiUrl: 'https://one.example' }, { GITHUB_API_URL: 'https://two.example' }, ['https://one.example']],
    [{ serverUrl: `${GHE}/` }, {}, [GHE]],
    [{ serverUrl: 'https://octo.ghe.com' }, {}, ['https://api.octo.ghe.com', 'https://octo.ghe.com']],
    [{ hosts: [{ serverUrl: GHE }] }, {}, ['https://api.github.com', 'https://github.com', GHE]],
    [{}, { GITHUB_API_URL: 'no address' }, []],
  ])('with %j and %j are %j', (options, env, origins) => {
    expect(tokenOrigins(options, env)).toStrictEqual(origins);
  });
});

describe('serverVariables', () => {
  it('are those of the main server, and what the hosts name', () => {
    const hosts = [{ serverUrl: GHE, tokenVariable: 'GHE_TOKEN' }];
    expect(serverVariables({ hosts })).toStrictEqual(['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_API_URL', 'GHE_TOKEN']);
  });
});

describe.skipIf(!hasGit())('a host of the list (skipped where git is not installed)', () => {
  let bench: GitHubBench;
  beforeAll(async () => {
    bench = await createGitHubBench();
  });
  beforeEach(() => bench.reset());
  afterAll(async () => bench[Symbol.asyncDispose]());

  const setting = (): GitHubOptions => ({
    apiUrl: 'http://127.0.0.1:9',
    serverUrl: undefined,
    hosts: [{ serverUrl: bench.github.serverUrl, apiUrl: bench.github.apiUrl, tokenVariable: 'GHE_TOKEN' }],
  });

  it('answers for the repositories that are referred to by its URL, with its own token', async () => {
    const options = setting();
    const { source, context } = bench.prepare({ ...options, env: { GITHUB_TOKEN: 'main', GHE_TOKEN: TOKEN } });
    const locator = locateAt(`${bench.github.serverUrl}/Octo/Secret/tree/feat/x/models`, options);
    const pinned = await source.doResolve(locator, context);
    expect(pinned).toMatchObject({
      revision: bench.commits.feature,
      locator: { key: `${bench.github.serverUrl}/octo/secret/tree/feat/x/models`, subPath: 'models' },
    });
    await source.doOpen(pinned, context);
    const shown = bench.github.requests.filter(({ headers }) => headers.authorization !== undefined);
    expect(shown.map(({ host }) => host)).toStrictEqual(['web', 'web', 'api']);
  });

  it.each([
    [{ GITHUB_TOKEN: TOKEN }, 'For a private repository, set GHE_TOKEN.'],
    [{ GITHUB_TOKEN: TOKEN, GHE_TOKEN: 'ghp_wrong' }, 'It may be mistyped'],
  ])('gets nothing of the main token: %j', async (env, hint) => {
    const options = setting();
    const { source, context } = bench.prepare({ ...options, env });
    const error = await failureOf(
      source.doResolve(locateAt(`${bench.github.serverUrl}/octo/secret`, options), context),
    );
    expect(error.hint).toContain(hint);
    const headers = JSON.stringify(bench.github.requests.map((request) => request.headers));
    expect(headers).not.toContain(TOKEN);
    expect(headers).not.toContain(Buffer.from(`x-access-token:${TOKEN}`).toString('base64'));
  });

  it('is not known without the list', async () => {
    const locator = locateAt(`${bench.github.serverUrl}/octo/zoo`, setting());
    const other = bench.prepare({ serverUrl: undefined });
    expect((await failureOf(other.source.doResolve(locator, other.context))).code).toBe('ERR_ZOO_CONFIG_INVALID');
    expect(createGitHubSource().parse(locator.key, { cwd: '/', homeDir: '/' })).toBeUndefined();
  });

  it('gets the token of gh, asked for by its name', async () => {
    const options = { ...setting(), useGhCli: true };
    const asked: string[] = [];
    const { source, context } = bench.prepare({
      ...options,
      gh: async (args) => {
        asked.push(args.join(' '));
        return { kind: 'printed', text: TOKEN };
      },
    });
    const locator = locateAt(`${bench.github.serverUrl}/octo/secret`, options);
    expect((await source.doResolve(locator, context)).revision).toBe(bench.commits.latest);
    expect(asked).toStrictEqual([`auth token --hostname ${new URL(bench.github.serverUrl).host}`]);
  });
});
