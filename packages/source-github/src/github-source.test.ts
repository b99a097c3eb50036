import { gunzipSync } from 'node:zlib';
import { createLoopbackOrigin, describeSourceProvider, hasGit, lfsObject, seededBytes } from '@modelzoo/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createGitHubBench,
  failureOf,
  locate,
  readAll,
  TOKEN,
  UNKNOWN_SHA,
  type GitHubBench,
} from '../test/github-bench.js';
import { createGitHubSource } from './github-source.js';

const weights = seededBytes(100_000);
const { sha256 } = lfsObject(weights);

describe.skipIf(!hasGit())('createGitHubSource (skipped where git is not installed)', () => {
  let bench: GitHubBench;
  beforeAll(async () => {
    bench = await createGitHubBench();
    bench.github.setRepository('Octo/Zoo', { git: bench.git, lfs: { objects: { [sha256]: weights } } });
  });
  beforeEach(() => bench.reset());
  afterAll(async () => bench[Symbol.asyncDispose]());

  const noLfs = 'Git LFS is a part of the web server.';
  for (const [name, serverUrl, skip] of [
    ['github', () => bench.github.serverUrl, {}],
    [
      'github, by its API alone',
      () => undefined,
      {
        'brings exactly the content that a pointer names': noLfs,
        'completes content that a pointer names and another process began': noLfs,
        'stops within a second while it brings content, with the reason': noLfs,
        'brings no content offline': noLfs,
      },
    ],
  ] as const) {
    describeSourceProvider(name, {
      create: () => createGitHubSource({ apiUrl: bench.github.apiUrl, serverUrl: serverUrl() }),
      known: 'octo/zoo/main/models',
      missing: 'octo/none',
      foreign: ['https://example.com/models.zip', 'https://github.com/u/r/archive/main.zip', './folder', 'npm:package'],
      deferred: { path: 'weights/model.bin', sha256, sizeBytes: weights.byteLength },
      secret: { env: { GITHUB_TOKEN: TOKEN }, value: TOKEN },
      skip,
    });
  }

  describe('opens', () => {
    it('the archive of exactly that commit, without a request to the API', async () => {
      const { source, context } = bench.prepare();
      const content = await source.doOpen({ locator: locate('octo/zoo'), revision: bench.commits.first }, context);
      const tar = gunzipSync(await readAll(content)).toString('latin1');
      expect(tar).toContain(`Zoo-${bench.commits.first}/manifest.json`);
      expect(tar).toContain('{"models": []}');
      expect(tar).not.toContain('vision');
      expect(bench.github.requests.map(({ host, path }) => [host, path])).toStrictEqual([
        ['web', `/octo/zoo/archive/${bench.commits.first}.tar.gz`],
        ['archive', `/Octo/Zoo/tar.gz/${bench.commits.first}`],
      ]);
    });

    it.each([
      ['that no server is known of', { serverUrl: undefined }, []],
      ['whose server refuses', {}, ['web']],
    ])('the archive of a repository %s, by the API', async (_which, setting, before) => {
      bench.github.setSmartHttp(false);
      const { source, context } = bench.prepare(setting);
      const content = await source.doOpen({ locator: locate('octo/zoo'), revision: bench.commits.first }, context);
      expect((await readAll(content)).byteLength).toBeGreaterThan(100);
      const asked = bench.github.requests.map(({ host, path }) => `${host} ${path}`);
      expect(asked.slice(before.length)).toStrictEqual([
        `api /repos/octo/zoo/tarball/${bench.commits.first}`,
        `archive /Octo/Zoo/legacy.tar.gz/${bench.commits.first}`,
      ]);
    });

    it('the archive by the API where a page is sent instead', async () => {
      const origin = await createLoopbackOrigin();
      origin.setRoute(`/octo/zoo/archive/${bench.commits.first}.tar.gz`, { always: { kind: 'html' } });
      const { source, context } = bench.prepare({ serverUrl: origin.origin });
      const content = await source.doOpen({ locator: locate('octo/zoo'), revision: bench.commits.first }, context);
      expect(gunzipSync(await readAll(content)).toString('latin1')).toContain('manifest.json');
      expect(origin.requests).toHaveLength(1);
      await origin.close();
    });

    it('a private archive by the API, without showing the token to the host of archives', async () => {
      const { source, context } = bench.prepare({ env: { GH_TOKEN: TOKEN } });
      const pinned = await source.doResolve(locate('octo/secret'), context);
      bench.github.forgetRequests();
      await readAll(await source.doOpen(pinned, context));
      expect(bench.github.requests.map(({ host, headers }) => [host, headers.authorization])).toStrictEqual([
        ['api', `token ${TOKEN}`],
        ['archive', undefined],
      ]);
    });

    it.each([undefined, TOKEN])('nothing of a repository that is not there, with the token %s', async (token) => {
      const { source, context } = bench.prepare({ token });
      const error = await failureOf(source.doOpen({ locator: locate('octo/none'), revision: UNKNOWN_SHA }, context));
      expect(error.code).toBe('ERR_ZOO_SOURCE_NOT_FOUND');
    });

    it('nothing for a commit that the archive host does not have', async () => {
      const { source, context } = bench.prepare();
      const error = await failureOf(source.doOpen({ locator: locate('octo/zoo'), revision: UNKNOWN_SHA }, context));
      expect(error).toMatchObject({ code: 'ERR_ZOO_REVISION_NOT_FOUND', details: { ref: UNKNOWN_SHA } });
      expect([error.message, error.hint]).toStrictEqual([
        `The repository octo/zoo has no branch, tag or commit "${UNKNOWN_SHA}".`,
        'Check its spelling and case. Nothing was changed.',
      ]);
    });
  });

  describe('takes its settings', () => {
    it.each(['', '/', '//'])('from the environment, with %j at the end of the address', async (end) => {
      const env = { GITHUB_API_URL: `${bench.github.apiUrl}${end}`, GITHUB_TOKEN: ` ${TOKEN}\n` };
      const pinned = await bench.resolve('octo/secret', { apiUrl: undefined, serverUrl: undefined, env });
      expect(pinned.revision).toBe(bench.commits.latest);
      expect(bench.github.requests.map(({ host }) => host)).toStrictEqual(['api']);
    });

    it.each([
      [{ apiUrl: 'api.github.com' }],
      [{ serverUrl: 'https://user:password@ghe.example.com' }],
      [{ hosts: [{ serverUrl: 'ghe.example.com' }] }],
      [{ hosts: [{ serverUrl: 'https://ghe.example.com', apiUrl: 'api' }] }],
      [{ serverUrl: 'https://ghe.example.com', hosts: [{ serverUrl: 'https://GHE.example.com/' }] }],
      [{ hosts: [{ serverUrl: 'https://a.example' }, { serverUrl: 'https://a.example' }] }],
    ])('but not %j', (options) => {
      expect(() => createGitHubSource(options)).toThrow(expect.objectContaining({ code: 'ERR_ZOO_CONFIG_INVALID' }));
    });
  });

  describe('stops', () => {
    it('before it begins, with the reason', async () => {
      const reason = new Error('enough');
      await expect(bench.resolve('octo/zoo', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(bench.github.requests).toStrictEqual([]);
    });

    it('while it waits to try again, leaving the reason as it was', async () => {
      bench.github.refuse('unavailable');
      const controller = new AbortController();
      const { source, context } = bench.prepare({ signal: controller.signal, serverUrl: undefined });
      const watching = {
        ...context,
        emit: (event: Parameters<typeof context.emit>[0]) => {
          if (event.type === 'retry') setImmediate(() => controller.abort());
        },
      };
      const error: unknown = await source.doResolve(locate('octo/zoo'), watching).catch((thrown: unknown) => thrown);
      expect(error).toBe(controller.signal.reason);
      expect(Object.hasOwn(controller.signal.reason as object, 'status')).toBe(false);
      expect(bench.github.requests).toHaveLength(1);
    });

    it('in the middle of an archive', async () => {
      const controller = new AbortController();
      const { source, context } = bench.prepare({ signal: controller.signal });
      const content = await source.doOpen({ locator: locate('octo/zoo'), revision: bench.commits.first }, context);
      const reason = new Error('enough');
      controller.abort(reason);
      await expect(readAll(content)).rejects.toBe(reason);
    });
  });
});
