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

const body = seededBytes(32 * 1024 * 1024, 'large');
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

async function fetch(options: { readonly maxConnections?: number } = {}): Promise<MemorySink> {
  const sink = createMemorySink();
  const file = { path: 'large.bin', urls: [origin.url('/large.bin')] as const };
  await fetchFile(file, sink, context, { retryDelayMs: 1, ...options });
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
    ['breaks off further connections', { kind: 'reset', atBytes: 28 * 1024 * 1024 }],
    ['has another file by then', { kind: 'change', body: seededBytes(1000, 'other'), etag: '"other"' }],
  ])('comes whole from a server that %s', async (_, fault) => {
    origin.setRoute('/large.bin', { body, faults: [slow, fault], always: slow });
    // The first connection goes on with what it began with, and gives nothing over to what does not fit.
    expectWhole(await fetch());
    expect(origin.requests.length).toBeGreaterThan(1);
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
