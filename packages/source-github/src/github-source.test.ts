import { gunzipSync } from 'node:zlib';
import { describeSourceProvider, hasGit } from '@modelzoo/testkit';
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
import { parseGitHubReference } from './github-reference.js';
import { createGitHubSource } from './github-source.js';

describe.skipIf(!hasGit())('createGitHubSource (skipped where git is not installed)', () => {
  let bench: GitHubBench;
  beforeAll(async () => {
    bench = await createGitHubBench();
  });
  beforeEach(() => bench.reset());
  afterAll(async () => bench[Symbol.asyncDispose]());

  describeSourceProvider('github', {
    create: () => createGitHubSource({ apiUrl: bench.github.apiUrl }),
    known: 'octo/zoo/main/models',
    missing: 'octo/none',
    foreign: ['https://example.com/models.zip', 'https://github.com/u/r/archive/main.zip', './folder', 'npm:package'],
    secret: { env: { GITHUB_TOKEN: TOKEN }, value: TOKEN },
  });

  describe('opens', () => {
    it('the archive of exactly that commit', async () => {
      const { source, context } = bench.prepare();
      const content = await source.doOpen({ locator: locate('octo/zoo'), revision: bench.commits.first }, context);
      const tar = gunzipSync(await readAll(content)).toString('latin1');
      expect(tar).toContain(`Octo-Zoo-${bench.commits.first.slice(0, 7)}/manifest.json`);
      expect(tar).toContain('{"models": []}');
      expect(tar).not.toContain('vision');
      expect(bench.github.requests.map(({ host, path }) => [host, path])).toStrictEqual([
        ['api', `/repos/octo/zoo/tarball/${bench.commits.first}`],
        ['archive', `/Octo/Zoo/legacy.tar.gz/${bench.commits.first}`],
      ]);
    });

    it('a private archive without showing the token to its host', async () => {
      const { source, context } = bench.prepare({ env: { GH_TOKEN: TOKEN } });
      const pinned = await source.doResolve(locate('octo/secret'), context);
      await readAll(await source.doOpen(pinned, context));
      expect(bench.github.requests.map(({ host, headers }) => [host, headers.authorization])).toStrictEqual([
        ['api', `token ${TOKEN}`],
        ['api', `token ${TOKEN}`],
        ['archive', undefined],
      ]);
    });

    it('nothing for a commit that the archive host does not have', async () => {
      const { source, context } = bench.prepare();
      const error = await failureOf(source.doOpen({ locator: locate('octo/zoo'), revision: UNKNOWN_SHA }, context));
      expect(error.code).toBe('ERR_ZOO_REVISION_NOT_FOUND');
    });
  });

  describe('takes its settings', () => {
    it.each(['', '/', '//'])('from the environment, with %j at the end of the address', async (end) => {
      const env = { GITHUB_API_URL: `${bench.github.apiUrl}${end}`, GITHUB_TOKEN: ` ${TOKEN}\n` };
      const pinned = await bench.resolve('octo/secret', { apiUrl: undefined, env });
      expect(pinned.revision).toBe(bench.commits.latest);
    });

    it.each([
      [{}, {}, 'https://api.github.com'],
      [{}, { GITHUB_API_URL: '' }, 'https://api.github.com'],
      [{}, { GITHUB_API_URL: 'https://ghe.example.com/api/v3/' }, 'https://ghe.example.com'],
      [{ apiUrl: 'https://one.example' }, { GITHUB_API_URL: 'https://two.example' }, 'https://one.example'],
      [{ serverUrl: 'https://ghe.example.com/' }, {}, 'https://ghe.example.com'],
      [{ serverUrl: 'https://octo.ghe.com' }, {}, 'https://api.octo.ghe.com'],
    ])('so that %j and %j show the token to %s alone', (options, env, origin) => {
      expect(createGitHubSource(options).access?.origins?.(env)).toStrictEqual([origin]);
    });

    it.each([[{ apiUrl: 'api.github.com' }], [{ serverUrl: 'https://user:password@ghe.example.com' }]])(
      'but not %j',
      (options) => {
        expect(() => createGitHubSource(options)).toThrow(expect.objectContaining({ code: 'ERR_ZOO_CONFIG_INVALID' }));
      },
    );

    it('so that the API of an enterprise server answers for its repositories', async () => {
      const serverUrl = bench.github.apiUrl;
      const locator = parseGitHubReference(`${serverUrl}/octo/zoo`, { serverUrl });
      if (locator === undefined) throw new Error('The reference is not understood.');
      const { source, context } = bench.prepare({ serverUrl, token: TOKEN });
      expect((await source.doResolve(locator, context)).revision).toBe(bench.commits.latest);
      const other = bench.prepare();
      const error = await failureOf(other.source.doResolve(locator, other.context));
      expect(error.code).toBe('ERR_ZOO_CONFIG_INVALID');
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
      const { source, context } = bench.prepare({ signal: controller.signal });
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
