import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { DeferredFile, PinnedSource } from '@modelzoo/core';
import { createMemorySink, hasGit, lfsObject, seededBytes, type LoopbackLfs, type MemorySink } from '@modelzoo/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitHubBench, failureOf, locate, TOKEN, type GitHubBench, type Setting } from '../test/github-bench.js';
import type { GitHubLocator } from './github-reference.js';

const weights = seededBytes(300_000);
const { sha256 } = lfsObject(weights);
const file: DeferredFile = { path: 'weights/model.bin', sha256, sizeBytes: weights.byteLength };
const REVISION = '0'.repeat(40);

/** A sink in which the first bytes are. */
async function startedSink(): Promise<MemorySink> {
  const sink = createMemorySink();
  await sink.begin({ validator: `sha256-${sha256}`, sizeBytes: file.sizeBytes });
  await sink.write(0, weights.subarray(0, 1000));
  return sink.reopen();
}

describe.skipIf(!hasGit())('files in Git LFS (skipped where git is not installed)', () => {
  let bench: GitHubBench;
  beforeAll(async () => {
    bench = await createGitHubBench();
  });
  beforeEach(() => {
    bench.reset();
    serve({});
  });
  afterAll(async () => bench[Symbol.asyncDispose]());

  function serve(lfs: Partial<LoopbackLfs>): void {
    const store = { objects: { [sha256]: weights }, ...lfs };
    bench.github.setRepository('Octo/Zoo', { git: bench.git, lfs: store });
    bench.github.setRepository('octo/secret', { git: bench.git, lfs: store, isPrivate: true });
  }

  async function bring(
    setting: Setting & { readonly reference?: string; readonly wanted?: Partial<DeferredFile> } = {},
    sink: MemorySink = createMemorySink(),
  ): Promise<Uint8Array> {
    const { reference = 'octo/zoo', wanted, ...rest } = setting;
    const { source, context } = bench.prepare(rest);
    const pinned: PinnedSource<GitHubLocator> = { locator: locate(reference), revision: REVISION };
    await source.doFetchDeferred?.(pinned, { ...file, ...wanted }, sink, context);
    return sink.bytes();
  }

  function asked(): (string | undefined)[][] {
    return bench.github.requests.map(({ host, method, headers }) => [host, method, headers.range]);
  }

  it('are brought from where the batch API points, with what it hands out and nothing of the user', async () => {
    expect(Buffer.compare(await bring({ reference: 'octo/secret', token: TOKEN }), weights)).toBe(0);
    const [batch, transfer] = bench.github.requests;
    expect(bench.github.requests).toHaveLength(2);
    expect(batch).toMatchObject({
      host: 'web',
      path: '/octo/secret.git/info/lfs/objects/batch',
      headers: {
        accept: 'application/vnd.git-lfs+json',
        'content-type': 'application/vnd.git-lfs+json',
        authorization: `Basic ${btoa(`x-access-token:${TOKEN}`)}`,
      },
    });
    expect(transfer?.host).toBe('storage');
    expect(transfer?.headers.authorization).toMatch(/^RemoteAuth /);
  });

  it.each(['query', 'none'] as const)('are brought through links that are protected by their %s', async (links) => {
    serve({ links });
    expect(Buffer.compare(await bring({ token: TOKEN }), weights)).toBe(0);
    expect(bench.github.requests.at(-1)?.headers.authorization).toBe(undefined);
  });

  it('are brought from a repository that was renamed', async () => {
    expect(Buffer.compare(await bring({ reference: 'octo/old' }), weights)).toBe(0);
    expect(asked().map(([host]) => host)).toStrictEqual(['web', 'web', 'storage']);
  });

  it('may be empty', async () => {
    const nothing = lfsObject('');
    serve({ objects: { [nothing.sha256]: '' } });
    expect(await bring({ wanted: { sha256: nothing.sha256, sizeBytes: 0 } })).toHaveLength(0);
  });

  it.each([
    ['resets', { kind: 'reset', atBytes: 150_000 }],
    ['ends', { kind: 'truncate', atBytes: 150_000 }],
    ['ends early, as if it were all,', { kind: 'end-early', atBytes: 150_000 }],
    ['brings a part that nobody asked for', { kind: 'unasked-range' }],
  ] as const)('go on with a new link when a connection %s', async (_, fault) => {
    serve({ faults: [fault] });
    expect(Buffer.compare(await bring(), weights)).toBe(0);
    expect(asked()).toStrictEqual([
      ['web', 'POST', undefined],
      ['storage', 'GET', undefined],
      ['web', 'POST', undefined],
      ['storage', 'GET', expect.stringMatching(/^bytes=[1-9]\d*-$/)],
    ]);
  });

  it.each<[string, LoopbackLfs['faults']]>([
    ['go on where another process stopped', []],
    ['begin anew where the server gives no parts', [{ kind: 'ignore-range' }]],
  ])('%s', async (_, faults) => {
    serve({ faults });
    expect(Buffer.compare(await bring({}, await startedSink()), weights)).toBe(0);
    expect(asked()).toStrictEqual([
      ['web', 'POST', undefined],
      ['storage', 'GET', 'bytes=1000-'],
    ]);
  });

  it('get a new link when one does not hold, but only once', async () => {
    const refused = { kind: 'status', status: 403 } as const;
    serve({ faults: [refused] });
    expect(Buffer.compare(await bring(), weights)).toBe(0);
    bench.reset();
    serve({ faults: [refused, refused, refused] });
    expect(await failureOf(bring())).toMatchObject({ code: 'ERR_ZOO_UNAUTHORIZED' });
    expect(asked().map(([host]) => host)).toStrictEqual(['web', 'storage', 'web', 'storage']);
  });

  it('are waited for when the server fails for a moment', async () => {
    serve({ refusals: [{ status: 503, message: 'Try again' }] });
    expect(Buffer.compare(await bring(), weights)).toBe(0);
  });

  it.each([
    ['a web page', { kind: 'html' }],
    ['another range', { kind: 'wrong-range', how: 'start' }],
    ['another total', { kind: 'wrong-range', how: 'total' }],
    ['a range without saying which', { kind: 'wrong-range', how: 'no-header' }],
    ['an encoding', { kind: 'encode' }],
  ] as const)('are not taken from %s', async (_, fault) => {
    serve({ faults: [fault, fault] });
    const sink = fault.kind === 'wrong-range' ? await startedSink() : createMemorySink();
    expect(await failureOf(bring({}, sink))).toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
    expect(asked().filter(([host]) => host === 'storage')).toHaveLength(1);
  });

  describe('that cannot be had say why:', () => {
    it.each<[string, Partial<LoopbackLfs>, Setting & { reference?: string }, string, RegExp]>([
      ['no such object', { objects: {} }, {}, 'ERR_ZOO_FILE_NOT_FOUND', /git lfs push/],
      ['another size', { objects: { [sha256]: 'short' } }, {}, 'ERR_ZOO_RESPONSE_INVALID', /pointer/],
      ['private, and no token', {}, { reference: 'octo/secret' }, 'ERR_ZOO_UNAUTHORIZED', /set GITHUB_TOKEN/],
      ['a wrong token', {}, { token: 'ghp_wrong' }, 'ERR_ZOO_UNAUTHORIZED', /mistyped, expired or revoked/],
      [
        'no repository',
        {},
        { reference: 'octo/none', token: TOKEN },
        'ERR_ZOO_SOURCE_NOT_FOUND',
        /token in the options/,
      ],
      ['no LFS', {}, { reference: 'octo/empty' }, 'ERR_ZOO_SOURCE_NOT_FOUND', /without Git LFS/],
      ['forbidden', {}, { reference: 'octo/forbidden', token: TOKEN }, 'ERR_ZOO_UNAUTHORIZED', /may not read them/],
      ['only an API known', {}, { serverUrl: undefined }, 'ERR_ZOO_CONFIG_INVALID', /serverUrl/],
      ['offline', {}, { offline: true }, 'ERR_ZOO_OFFLINE', /./],
    ])('%s', async (_, lfs, setting, code, hint) => {
      serve(lfs);
      const error = await failureOf(bring(setting));
      expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) });
      expect(inspect(error, { depth: 20 })).not.toContain(TOKEN);
      expect(asked().filter(([host]) => host === 'storage')).toStrictEqual([]);
    });

    it.each([
      [403, 'ERR_ZOO_UNAUTHORIZED'],
      [509, 'ERR_ZOO_UNAUTHORIZED'],
      [429, 'ERR_ZOO_RATE_LIMITED'],
      [404, 'ERR_ZOO_SOURCE_NOT_FOUND'],
      [410, 'ERR_ZOO_SOURCE_NOT_FOUND'],
      [422, 'ERR_ZOO_RESPONSE_INVALID'],
      [501, 'ERR_ZOO_CAPABILITY_MISSING'],
    ])('a batch that is refused with %i', async (status, code) => {
      const message = 'This repository is over its data quota.';
      serve({ refusals: [{ status, message, headers: status === 429 ? { 'retry-after': '3600' } : {} }] });
      const error = await failureOf(bring());
      expect(error).toMatchObject({ code, details: { status, said: message, tokenUsed: false } });
      expect(error.hint).toMatch(/\.$/);
    });

    it.each([
      [410, 'ERR_ZOO_FILE_NOT_FOUND', 'has removed'],
      [404, 'ERR_ZOO_FILE_NOT_FOUND', 'does not have'],
      [403, 'ERR_ZOO_UNAUTHORIZED', 'over its data quota'],
      [422, 'ERR_ZOO_RESPONSE_INVALID', 'over its data quota'],
      [409, 'ERR_ZOO_RESPONSE_INVALID', 'over its data quota'],
    ])('an object that is refused with %i', async (status, code, says) => {
      serve({ refusals: [{ status, message: 'This repository is over its data quota.', perObject: true }] });
      const error = await failureOf(bring());
      expect(error).toMatchObject({ code, message: expect.stringContaining(says) });
      expect(asked()).toHaveLength(1);
    });

    it.each([
      ['no URL', 'not a url'],
      ['no address of the web', 'file:///etc/passwd'],
      ['a password', 'http://user:password@127.0.0.1/'],
    ])('a link that is %s', async (_, href) => {
      serve({ href });
      expect(await failureOf(bring())).toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
    });

    it.each([
      ['a page', 'text/html', '<html>Please log in</html>'],
      ['another object', 'application/json', '{"objects": [{"oid": "abc", "size": 1}]}'],
      ['no link', 'application/json', JSON.stringify({ objects: [{ oid: sha256, size: 1 }] })],
      ['another transfer', 'application/json', JSON.stringify({ transfer: 'ssh', objects: [{ oid: sha256 }] })],
      [
        'a header that is two',
        'application/json',
        JSON.stringify({
          objects: [{ oid: sha256, actions: { download: { href: 'http://127.0.0.1/', header: { a: 'b\r\nc: d' } } } }],
        }),
      ],
      ['more than an answer has', 'application/json', `{"objects": [${' '.repeat(2_000_000)}]}`],
    ])('an answer with %s', async (_, type, body) => {
      const server = createServer(
        (_request, response) => void response.writeHead(200, { 'content-type': type }).end(body),
      );
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      expect(await failureOf(bring({ serverUrl }))).toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
      server.close();
    });

    it('a server that sends us to another with the token', async () => {
      const server = createServer(
        (_request, response) => void response.writeHead(307, { location: bench.github.serverUrl }).end(),
      );
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      expect(await failureOf(bring({ serverUrl, token: TOKEN }))).toMatchObject({ code: 'ERR_ZOO_REDIRECT' });
      expect(bench.github.requests).toStrictEqual([]);
      server.close();
    });
  });

  it('stop when the signal is aborted, with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    serve({ faults: [{ kind: 'stall', atBytes: 1000 }] });
    const sink = createMemorySink();
    const stopping: MemorySink = {
      ...sink,
      get present() {
        return sink.present;
      },
      get resume() {
        return sink.resume;
      },
      async write(position, bytes) {
        await sink.write(position, bytes);
        controller.abort(reason);
      },
    };
    await expect(bring({ signal: controller.signal }, stopping)).rejects.toBe(reason);
    await expect(bring({ signal: controller.signal })).rejects.toBe(reason);
    expect(asked()).toHaveLength(2);
  });
});
