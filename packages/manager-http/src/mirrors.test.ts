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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchFile } from './fetch-file.js';
import type { HttpOptions } from './http-options.js';
import { createMirrorCooldowns } from './mirror-cooldowns.js';

const body = seededBytes(3 * 1024 * 1024);
const sha256 = 'ab'.repeat(32);

let origins: readonly [LoopbackOrigin, LoopbackOrigin];
let context: TestContext;
let cooldowns = createMirrorCooldowns();

beforeEach(async () => {
  origins = [await createLoopbackOrigin(), await createLoopbackOrigin()];
  context = createTestContext();
  cooldowns = createMirrorCooldowns();
});
afterEach(async () => {
  await context.close();
  for (const origin of origins) await origin.close();
});

function serve(first: LoopbackRoute, second: LoopbackRoute = {}): void {
  for (const [index, route] of [first, second].entries()) origins[index]?.setRoute('/x.bin', { body, ...route });
}

async function fetch(file: { readonly sha256?: string } = {}, options: HttpOptions = {}): Promise<MemorySink> {
  const sink = createMemorySink();
  const urls = [origins[0].url('/x.bin'), origins[1].url('/x.bin')] as const;
  await fetchFile({ path: undefined, urls, ...file }, sink, context, { retryDelayMs: 1, ...options }, cooldowns);
  return sink;
}

const asked = (): number[] => origins.map(({ requests }) => requests.length);

describe('mirrors', () => {
  it('are asked after half of the attempts, and a server that failed is asked last from then on', async () => {
    serve({ always: { kind: 'status', status: 503 } });
    expect((await fetch()).bytes()).toHaveLength(body.length);
    expect(asked()).toStrictEqual([2, 1]);
    await fetch();
    expect(asked()).toStrictEqual([2, 2]);
  });

  it('are still asked while they rest, when nobody else has the file', async () => {
    serve({ always: { kind: 'status', status: 503 } });
    await fetch();
    serve({}, { always: { kind: 'status', status: 404 } });
    expect((await fetch()).bytes()).toHaveLength(body.length);
  });

  it('are asked in their order again after the cooldown', async () => {
    serve({ faults: [{ kind: 'hang-up' }, { kind: 'hang-up' }] });
    await fetch({}, { mirrorCooldownMs: 0 });
    await fetch({}, { mirrorCooldownMs: 0 });
    expect(asked()).toStrictEqual([3, 1]);
  });

  it('do not rest for not having one file', async () => {
    serve({ always: { kind: 'status', status: 404 } });
    await fetch();
    await fetch();
    expect(asked()).toStrictEqual([2, 2]);
  });

  it('go on where another broke off, if a digest was promised', async () => {
    const cut = { kind: 'truncate', atBytes: 2 * 1024 * 1024 } as const;
    serve({ faults: [cut], always: { kind: 'status', status: 404 } }, { etag: '"another"' });
    expect(Buffer.compare((await fetch({ sha256 })).bytes(), body)).toBe(0);
    expect(origins[1].requests[0]?.headers.range).toMatch(/^bytes=\d+-3145727$/);
  });

  it('begin anew after another broke off, if nothing could tell in the end', async () => {
    const cut = { kind: 'truncate', atBytes: 2 * 1024 * 1024 } as const;
    // The same entity tag says nothing at another place.
    serve({ etag: '"1"', faults: [cut], always: { kind: 'status', status: 404 } }, { etag: '"1"' });
    const second = origins[1];
    expect(Buffer.compare((await fetch()).bytes(), body)).toBe(0);
    expect(second.requests.at(-1)).toMatchObject({ status: 200 });
    expect(second.requests.reduce((sum, { sentBytes }) => sum + sentBytes, 0)).toBeGreaterThanOrEqual(body.length);
  });
});
