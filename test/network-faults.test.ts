import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createZoo, type GuardedRequestInit } from '@modelzoo/core';
import { url } from '@modelzoo/source-url';
import { createLoopbackOrigin, createTestContext, type LoopbackFault, type LoopbackOrigin } from '@modelzoo/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PATH = '/models.zip';
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n';
const body = 'x'.repeat(1000);

let origin: LoopbackOrigin;
beforeEach(async () => {
  origin = await createLoopbackOrigin();
});
afterEach(() => origin.close());

/** What the guarded fetch makes of a fault: the text of the answer, or a code. */
async function fetchFaulty(fault: LoopbackFault, init: GuardedRequestInit): Promise<string> {
  origin.setRoute(PATH, { body, always: fault });
  const context = createTestContext();
  try {
    return await (await context.fetch(origin.url(PATH), init)).text();
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  } finally {
    await context.close();
  }
}

describe('the guarded fetch', () => {
  it.each<[string, LoopbackFault, GuardedRequestInit, string]>([
    ['takes a request and never answers', { kind: 'silence' }, { headersTimeoutMs: 50 }, 'ERR_ZOO_TIMEOUT'],
    ['drips headers', { kind: 'slow-headers', pauseMs: 20 }, { headersTimeoutMs: 100 }, 'ERR_ZOO_TIMEOUT'],
    ['stalls in a body', { kind: 'stall', atBytes: 10 }, { stallTimeoutMs: 50 }, 'ERR_ZOO_TIMEOUT'],
    ['drips a body', { kind: 'drip', pauseMs: 5_000 }, { stallTimeoutMs: 50 }, 'ERR_ZOO_TIMEOUT'],
    ['sends a body without end', { kind: 'endless' }, {}, 'ERR_ZOO_RESPONSE_INVALID'],
    ['closes before it answers', { kind: 'hang-up' }, {}, 'ERR_ZOO_NETWORK'],
    ['resets in a body', { kind: 'reset', atBytes: 10 }, {}, 'ERR_ZOO_NETWORK'],
    ['ends a body early', { kind: 'truncate', atBytes: 10 }, {}, 'ERR_ZOO_NETWORK'],
    ['speaks no HTTP', { kind: 'raw', text: 'SSH-2.0-OpenSSH_9.9\r\n' }, {}, 'ERR_ZOO_RESPONSE_INVALID'],
    ['sends two lengths', raw('content-length: 1\r\ncontent-length: 2\r\n\r\nxx'), {}, 'ERR_ZOO_RESPONSE_INVALID'],
    [
      'sends a length and chunks',
      raw('content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n'),
      {},
      'ERR_ZOO_RESPONSE_INVALID',
    ],
    ['sends a chunk of no size', raw('transfer-encoding: chunked\r\n\r\nzz\r\nx\r\n'), {}, 'ERR_ZOO_RESPONSE_INVALID'],
    ['sends headers of a mebibyte', raw(`x: ${'y'.repeat(1 << 20)}\r\n\r\n`), {}, 'ERR_ZOO_RESPONSE_INVALID'],
  ])('is done with a server that %s', async (_what, fault, init, expected) => {
    expect(await fetchFaulty(fault, init)).toBe(expected);
  });

  it('waits for a server that is slow within the limits', async () => {
    const patient = { headersTimeoutMs: 20_000, stallTimeoutMs: 20_000 };
    expect(await fetchFaulty({ kind: 'slow-headers', pauseMs: 1 }, patient)).toBe(body);
    expect(await fetchFaulty({ kind: 'drip', pauseMs: 0 }, patient)).toBe(body);
  });

  it('leaves a body as it was encoded, so that no bomb goes off', async () => {
    // 64 MiB is what an answer may have: unpacked, this would be more.
    const text = await fetchFaulty({ kind: 'gzip-bomb', mebibytes: 80 }, {});
    expect(text).not.toMatch(/^ERR_/);
    expect(text.length).toBeLessThan(1 << 20);
    expect(origin.requests[0]?.headers['accept-encoding']).toBe('identity');
  });
});

describe('a source that is registered from such a server', () => {
  it.each<[string, LoopbackFault, string]>([
    ['a bomb in the encoding', { kind: 'gzip-bomb', mebibytes: 80 }, 'ERR_ZOO_ARCHIVE_LIMIT'],
    ['a body without end', { kind: 'endless' }, 'ERR_ZOO_ARCHIVE_LIMIT'],
    ['a page for people', { kind: 'html' }, 'ERR_ZOO_ARCHIVE_UNSUPPORTED'],
  ])('fails with its own code for %s, and leaves nothing', async (_what, fault, code) => {
    const home = await mkdtemp(join(tmpdir(), 'zoo-faults-'));
    const zoo = createZoo({
      plugins: [url()],
      home,
      env: {},
      archiveLimits: { maxBytes: 1 << 20, maxEntries: 100 },
    });
    try {
      origin.setRoute(PATH, { body, always: fault });
      await expect(zoo.registerSource(origin.url(PATH))).rejects.toMatchObject({ code });
      expect(await zoo.listSources()).toStrictEqual([]);
      const left = await readdir(home, { recursive: true, withFileTypes: true });
      const content = left.filter(({ parentPath }) => /[/\\](?:sources|blobs|temp)\b/.test(parentPath));
      expect(content.map(({ name }) => name)).toStrictEqual([]);
    } finally {
      await zoo[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
    }
  });
});

function raw(rest: string): LoopbackFault {
  return { kind: 'raw', text: `${HEAD}${rest}` };
}
