import {
  createLoopbackOrigin,
  createMemorySink,
  createTestContext,
  seededBytes,
  type LoopbackFault,
  type LoopbackOrigin,
  type MemorySink,
} from '@modelzoo/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchFile } from './fetch-file.js';
import type { HttpOptions } from './http-options.js';
import { createMirrorCooldowns } from './mirror-cooldowns.js';

const body = seededBytes(24 * 1024 * 1024, 'large');
/** A server that gives each connection so much and no more: what several connections are for. */
const slow: LoopbackFault = { kind: 'slow', bytesPerMs: 16_000 };

let origin: LoopbackOrigin;
let context: ReturnType<typeof createTestContext>;

beforeEach(async () => {
  origin = await createLoopbackOrigin();
  context = createTestContext();
});
afterEach(async () => {
  await context.close();
  await origin.close();
});

async function fetch(options: HttpOptions = {}): Promise<MemorySink> {
  const sink = createMemorySink();
  const file = { path: 'large.bin', urls: [origin.url('/large.bin')] as const };
  await fetchFile(file, sink, context, { retryDelayMs: 1, ...options }, createMirrorCooldowns());
  return sink;
}

function expectWhole(sink: MemorySink): void {
  expect(Buffer.compare(sink.bytes(), body)).toBe(0);
}

describe('a large file from a slow server', () => {
  it('comes over several connections, each asking for its part of the same content', async () => {
    origin.setRoute('/large.bin', { body, always: slow });
    expectWhole(await fetch());
    const [first, ...others] = origin.requests;
    expect(first?.headers.range).toBeUndefined();
    expect(others.length).toBeGreaterThan(0);
    expect(others.every(({ status }) => status === 206)).toBe(true);
    expect(others.every(({ headers }) => headers['if-range'] !== undefined)).toBe(true);
    // What a connection gave over to another is not sent twice, but for what was on its way already.
    const sentBytes = origin.requests.reduce((sum, request) => sum + request.sentBytes, 0);
    expect(sentBytes).toBeLessThan(body.byteLength * 1.5);
  });

  it('comes over one connection where only one is allowed', async () => {
    origin.setRoute('/large.bin', { body, always: slow });
    expectWhole(await fetch({ maxConnections: 1 }));
    expect(origin.requests).toHaveLength(1);
  });

  it.each<[string, LoopbackFault]>([
    ['ignores ranges', { kind: 'ignore-range' }],
    ['breaks off further connections', { kind: 'reset', atBytes: 20 * 1024 * 1024 }],
    ['has another file by then', { kind: 'change', body: seededBytes(1000, 'other'), etag: '"other"' }],
  ])('comes whole from a server that %s', async (_, fault) => {
    origin.setRoute('/large.bin', { body, faults: [slow, fault], always: slow });
    // The first connection goes on with what it began with, and gives nothing over to what does not fit.
    expectWhole(await fetch());
    expect(origin.requests.length).toBeGreaterThan(1);
  });

  it('loses one connection only when one stalls', async () => {
    const stalled: LoopbackFault = { kind: 'stall', atBytes: 16 * 1024 * 1024 };
    origin.setRoute('/large.bin', { body, faults: [slow, stalled], always: slow });
    expectWhole(await fetch({ stallTimeoutMs: 500 }));
    // The first went on: what it had left to bring was asked for once.
    expect(origin.requests.filter(({ headers }) => headers.range === undefined)).toHaveLength(1);
  });

  it('goes on with the others when the first connection breaks', async () => {
    origin.setRoute('/large.bin', {
      body,
      faults: [{ ...slow, kind: 'slow', untilBytes: 12 * 1024 * 1024 }],
      always: slow,
    });
    expectWhole(await fetch());
    expect(origin.requests.filter(({ headers }) => headers.range === undefined)).toHaveLength(1);
  });

  it('replaces a connection that is far slower than the others', async () => {
    const crawling: LoopbackFault = { kind: 'slow', bytesPerMs: 20 };
    origin.setRoute('/large.bin', { body, faults: [slow, crawling], always: slow });
    expectWhole(await fetch({ slowTimeoutMs: 500 }));
    expect(context.notes.join()).toContain('far slower');
  });

  it('gives up on a server that stalls for good, after as many attempts as were allowed', async () => {
    const stalling = { kind: 'stall', atBytes: 12 * 1024 * 1024 } as const;
    origin.setRoute('/large.bin', { body, always: stalling });
    await expect(fetch({ stallTimeoutMs: 300, attempts: 3 })).rejects.toMatchObject({ code: 'ERR_ZOO_TIMEOUT' });
    expect(context.events.filter(({ type }) => type === 'retry')).toHaveLength(2);
    origin.setRoute('/large.bin', { body, always: { kind: 'silence' } });
    origin.clearRequests();
    await expect(fetch({ stallTimeoutMs: 300, attempts: 3 })).rejects.toMatchObject({ code: 'ERR_ZOO_TIMEOUT' });
    expect(origin.requests).toHaveLength(3);
  });

  it('stops all its connections when its signal says so', async () => {
    const aborter = new AbortController();
    const reason = new Error('enough');
    await context.close();
    context = createTestContext({ signal: aborter.signal });
    origin.setRoute('/large.bin', { body, always: { kind: 'slow', bytesPerMs: 4000 } });
    const fetching = fetch();
    const stop = setInterval(() => {
      if (origin.requests.length > 1) aborter.abort(reason);
    }, 20);
    await expect(fetching).rejects.toBe(reason);
    clearInterval(stop);
  });
});
