import type { FilePlan } from '@modelzoo/core';
import {
  createLoopbackOrigin,
  createMemorySink,
  createTestContext,
  seededBytes,
  type LoopbackOrigin,
  type LoopbackRoute,
  type MemorySink,
  type TestContext,
} from '@modelzoo/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchFile } from './fetch-file.js';
import type { HttpOptions } from './http-options.js';
import { createMirrorCooldowns } from './mirror-cooldowns.js';

const body = seededBytes(300_000);
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Bench {
  readonly origin: LoopbackOrigin;
  readonly context: TestContext;
  /** Fetches the routes, as mirrors in their order. */
  readonly fetch: (file?: Partial<FilePlan>, sink?: MemorySink, options?: HttpOptions) => Promise<MemorySink>;
}

async function setUp(...routes: readonly LoopbackRoute[]): Promise<Bench> {
  const paths = routes.map((_, index) => `/${String(index)}/x.bin`);
  const origin = await createLoopbackOrigin({
    routes: Object.fromEntries(routes.map((route, index) => [paths[index] ?? '', { body, ...route }])),
  });
  const context = createTestContext();
  const cooldowns = createMirrorCooldowns();
  closers.push(
    () => origin.close(),
    () => context.close(),
  );
  const [first = '', ...others] = paths.map((path) => origin.url(path));
  return {
    origin,
    context,
    async fetch(file = {}, sink = createMemorySink(), options = {}) {
      await fetchFile(
        { path: undefined, urls: [first, ...others], ...file },
        sink,
        context,
        { retryDelayMs: 1, ...options },
        cooldowns,
      );
      return sink;
    },
  };
}

const cut = { kind: 'reset', atBytes: 150_000 } as const;

describe('fetchFile', () => {
  it('goes on by the time of the last change when there is no entity tag', async () => {
    const { origin, fetch } = await setUp({ etag: null, lastModified: new Date(0), faults: [cut] });
    const sink = await fetch();
    expect(Buffer.compare(sink.bytes(), body)).toBe(0);
    expect(origin.requests[1]?.headers['if-range']).toBe('Thu, 01 Jan 1970 00:00:00 GMT');
    expect(origin.requests[1]?.status).toBe(206);
  });

  it('goes on without a validator only if a digest will tell in the end', async () => {
    for (const sha256 of [undefined, 'ab'.repeat(32)]) {
      const { origin, fetch } = await setUp({ etag: null, faults: [cut] });
      const sink = await fetch({ sha256 });
      expect(Buffer.compare(sink.bytes(), body)).toBe(0);
      expect(origin.requests[1]?.headers.range).toBe(sha256 && 'bytes=150000-299999');
    }
  });

  it('does not rely on a weak entity tag', async () => {
    const { origin, fetch } = await setUp({ etag: 'W/"a"', faults: [cut] });
    expect(Buffer.compare((await fetch()).bytes(), body)).toBe(0);
    expect(origin.requests[1]?.headers.range).toBe(undefined);
  });

  it('fills the gaps that another process left', async () => {
    const { origin, fetch } = await setUp({});
    const [content] = (await fetch()).begun;
    const sink = createMemorySink();
    await sink.begin(content ?? { validator: undefined, sizeBytes: undefined });
    await sink.write(1000, body.slice(1000, 2000));
    await sink.write(250_000, body.slice(250_000));
    origin.clearRequests();
    await fetch({}, sink);
    expect(Buffer.compare(sink.bytes(), body)).toBe(0);
    expect(origin.requests.map(({ headers }) => headers.range)).toStrictEqual(['bytes=0-999', 'bytes=2000-249999']);
    await fetch({}, sink.reopen());
    expect(origin.requests).toHaveLength(2);
  });

  it('takes the next mirror when one has failed for good, and says so', async () => {
    const { origin, context, fetch } = await setUp({ always: { kind: 'status', status: 404 } }, {});
    expect(Buffer.compare((await fetch()).bytes(), body)).toBe(0);
    expect(origin.requests.map(({ url }) => url)).toStrictEqual(['/0/x.bin', '/1/x.bin']);
    expect(context.notes).toMatchObject([expect.stringContaining('next mirror')]);
  });

  it('tells what the first mirror said when none has it', async () => {
    const { fetch } = await setUp(
      { always: { kind: 'status', status: 403 } },
      { always: { kind: 'status', status: 404 } },
    );
    await expect(fetch()).rejects.toMatchObject({ code: 'ERR_ZOO_UNAUTHORIZED' });
  });

  it('does not mix two mirrors with different content', async () => {
    const second = seededBytes(300_000, 'second');
    const { fetch } = await setUp({ faults: [cut], always: { kind: 'status', status: 404 } }, { body: second });
    expect(Buffer.compare((await fetch()).bytes(), second)).toBe(0);
  });

  it('does as the host asks before it comes again', async () => {
    const busy = { kind: 'status', status: 429, headers: { 'retry-after': '0' } } as const;
    const { context, fetch } = await setUp({ faults: [busy, busy] });
    await fetch();
    expect(context.events.filter(({ type }) => type === 'retry')).toHaveLength(2);
    const later = { kind: 'status', status: 429, headers: { 'retry-after': '86400' } } as const;
    const patient = await setUp({ always: later });
    await expect(patient.fetch()).rejects.toMatchObject({
      code: 'ERR_ZOO_RATE_LIMITED',
      details: { retryAfterMs: 86_400_000 },
    });
    expect(patient.origin.requests).toHaveLength(1);
  });

  it('refuses an announced size that is not the promised one, without trying again', async () => {
    const { origin, fetch } = await setUp({});
    await expect(fetch({ sizeBytes: 5 })).rejects.toMatchObject({
      code: 'ERR_ZOO_SIZE_MISMATCH',
      details: { expectedBytes: 5, actualBytes: 300_000 },
    });
    expect(origin.requests).toHaveLength(1);
  });

  it('finds out by the promised size when a file without a length ends early or goes on', async () => {
    const early = await setUp({ faults: [{ kind: 'end-early', atBytes: 1000 }] });
    const sink = await early.fetch({ sizeBytes: body.length });
    expect(Buffer.compare(sink.bytes(), body)).toBe(0);
    const long = await setUp({ always: { kind: 'no-length' } });
    await expect(long.fetch({ sizeBytes: 1000 })).rejects.toMatchObject({ code: 'ERR_ZOO_SIZE_MISMATCH' });
  });

  it('goes on for as long as more arrives, but gives up on a server that always starts over', async () => {
    const piece = 1024 * 1024;
    const long = seededBytes(8 * piece);
    const cuts = Array.from({ length: 7 }, (_, index) => ({ kind: 'truncate', atBytes: (index + 1) * piece }) as const);
    const patient = await setUp({ body: long, faults: cuts });
    expect(Buffer.compare((await patient.fetch()).bytes(), long)).toBe(0);
    expect(patient.origin.requests).toHaveLength(8);
    const hopeless = await setUp({ body: long, etag: null, always: { kind: 'truncate', atBytes: 2 * piece } });
    await expect(hopeless.fetch()).rejects.toMatchObject({ code: 'ERR_ZOO_NETWORK' });
    expect(hopeless.origin.requests.length).toBeLessThan(10);
  });

  it('does not let a file of which nobody knows the length fill the disk', async () => {
    const { origin, fetch } = await setUp({ always: { kind: 'no-length' } });
    expect((await fetch({}, undefined, { maxUndeclaredBytes: body.length })).bytes()).toHaveLength(body.length);
    origin.clearRequests();
    await expect(fetch({}, undefined, { maxUndeclaredBytes: body.length - 1 })).rejects.toMatchObject({
      code: 'ERR_ZOO_SIZE_MISMATCH',
      details: { maxBytes: body.length - 1 },
    });
    expect(origin.requests).toHaveLength(1);
    // Whose length is declared may be as long as it says.
    await fetch({ sizeBytes: body.length }, undefined, { maxUndeclaredBytes: 1 });
  });

  it('takes an empty file, and no answer without content for one', async () => {
    const empty = await setUp({ body: '' });
    expect((await empty.fetch()).bytes()).toHaveLength(0);
    const none = await setUp({ always: { kind: 'status', status: 204 } });
    await expect(none.fetch()).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
    const part = await setUp({ always: { kind: 'unasked-range' } });
    await expect(part.fetch()).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  });

  it('takes a page where a page was wanted, and a .gz whose own format is called an encoding', async () => {
    const page = await setUp({ body: '<p>', contentType: 'text/html' });
    expect((await page.fetch({ path: 'readme.html' })).bytes()).toHaveLength(3);
    const zipped = await setUp({ headers: { 'content-encoding': 'x-gzip' } });
    expect(Buffer.compare((await zipped.fetch({ path: 'x.tar.gz' })).bytes(), body)).toBe(0);
  });

  it('leaves files of the source itself to core', async () => {
    const { fetch } = await setUp({});
    await expect(fetch({ urls: ['file:///etc/passwd'] })).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
  });
});
