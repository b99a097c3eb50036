import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LoopbackFault } from './loopback-fault.js';
import { createLoopbackOrigin, type LoopbackOrigin, type LoopbackRoute } from './loopback-origin.js';
import { seededBytes } from './seeded-bytes.js';

const body = seededBytes(200_000);
const opened: LoopbackOrigin[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((origin) => origin.close()));
});

async function open(route: LoopbackRoute): Promise<LoopbackOrigin> {
  const origin = await createLoopbackOrigin({ routes: { '/x': { body, ...route } } });
  opened.push(origin);
  return origin;
}

async function get(origin: LoopbackOrigin, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(origin.url('/x'), { headers, redirect: 'manual', signal: AbortSignal.timeout(10_000) });
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

describe('a loopback origin without faults', () => {
  it('serves files, ranges and conditions as a good server does', async () => {
    const origin = await open({});
    const whole = await get(origin);
    expect(await bytesOf(whole)).toStrictEqual(body);
    const etag = whole.headers.get('etag') ?? '';
    expect((await get(origin, { 'if-none-match': etag })).status).toBe(304);
    const rest = await get(origin, { range: 'bytes=100-', 'if-range': etag });
    expect(rest.status).toBe(206);
    expect(rest.headers.get('content-range')).toBe('bytes 100-199999/200000');
    expect(await bytesOf(rest)).toStrictEqual(body.slice(100));
    expect((await get(origin, { range: 'bytes=100-', 'if-range': '"other"' })).status).toBe(200);
    expect((await get(origin, { range: 'bytes=200000-' })).status).toBe(416);
    origin.setRoute('/x', { body, lastModified: new Date(5000) });
    const [before, then] = [new Date(4000), new Date(5000)].map((date) => ({
      'if-modified-since': date.toUTCString(),
    }));
    expect((await get(origin, before)).status).toBe(200);
    expect((await get(origin, then)).status).toBe(304);
    expect((await get(origin, { ...then, 'if-none-match': '"other"' })).status).toBe(200);
    expect((await fetch(origin.url('/y'))).status).toBe(404);
  });

  it('tells what it was asked', async () => {
    const origin = await open({});
    await bytesOf(await get(origin, { authorization: 'Bearer x' }));
    expect(origin.requests).toMatchObject([
      { method: 'GET', url: '/x', headers: { authorization: 'Bearer x' }, status: 200, sentBytes: body.length },
    ]);
    origin.clearRequests();
    expect(origin.requests).toStrictEqual([]);
  });

  it('serves folders, and nothing beside them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loopback-'));
    await writeFile(join(folder, 'a.txt'), 'hello');
    const origin = await createLoopbackOrigin({ routes: { '/f/': { folder } } });
    opened.push(origin);
    expect(await (await fetch(origin.url('/f/a.txt'))).text()).toBe('hello');
    expect((await fetch(origin.url('/f/..%2f..%2fetc/passwd'))).status).toBe(404);
    await rm(folder, { recursive: true });
  });
});

describe('a fault of a loopback origin', () => {
  it.each<LoopbackFault>([{ kind: 'truncate', atBytes: 1000 }, { kind: 'reset', atBytes: 1000 }, { kind: 'hang-up' }])(
    'of kind $kind breaks the connection, once',
    async (fault) => {
      const origin = await open({ faults: [fault] });
      await expect(get(origin).then(bytesOf)).rejects.toThrow(TypeError);
      expect(await bytesOf(await get(origin))).toStrictEqual(body);
    },
  );

  it.each<LoopbackFault>([{ kind: 'stall', atBytes: 1000 }, { kind: 'silence' }])(
    'of kind $kind leaves the client waiting',
    async (fault) => {
      const origin = await open({ always: fault });
      await expect(fetch(origin.url('/x'), { signal: AbortSignal.timeout(100) }).then(bytesOf)).rejects.toMatchObject({
        name: 'TimeoutError',
      });
    },
  );

  it.each<[LoopbackFault, number, Record<string, string | null>]>([
    [{ kind: 'ignore-range' }, 200, { 'content-length': '200000' }],
    [{ kind: 'wrong-range', how: 'start' }, 206, { 'content-range': 'bytes 99-199999/200000' }],
    [{ kind: 'wrong-range', how: 'total' }, 206, { 'content-range': 'bytes 100-199999/200001' }],
    [{ kind: 'wrong-range', how: 'short' }, 206, { 'content-range': 'bytes 100-199998/200000' }],
    [{ kind: 'wrong-range', how: 'unit' }, 206, { 'content-range': 'lines 100-199999/200000' }],
    [{ kind: 'wrong-range', how: 'no-header' }, 206, { 'content-range': null }],
    [{ kind: 'wrong-range', how: 'multipart' }, 206, { 'content-type': 'multipart/byteranges; boundary=x' }],
    [{ kind: 'range-not-satisfiable' }, 416, { 'content-range': 'bytes */200000' }],
    [{ kind: 'html' }, 200, { 'content-type': 'text/html; charset=utf-8' }],
    [{ kind: 'no-length' }, 206, { 'content-length': null }],
    [{ kind: 'redirect', to: '/y' }, 302, { location: '/y' }],
    [{ kind: 'status', status: 503, headers: { 'retry-after': '1' } }, 503, { 'retry-after': '1' }],
  ])('%j shows when a range is asked for', async (fault, status, headers) => {
    const response = await get(await open({ faults: [fault] }), { range: 'bytes=100-' });
    expect(response.status).toBe(status);
    for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name)).toBe(value);
    await response.body?.cancel();
  });

  it('can be slow, or wrong by one bit, or end early, or encode', async () => {
    const faults: LoopbackFault[] = [
      { kind: 'slow', bytesPerMs: 50_000 },
      { kind: 'flip-bit', atBytes: 70_000 },
      { kind: 'end-early', atBytes: 10 },
      { kind: 'encode' },
    ];
    const origin = await open({ faults });
    expect(await bytesOf(await get(origin))).toStrictEqual(body);
    const flipped = await bytesOf(await get(origin));
    expect(flipped.filter((byte, index) => byte !== body[index])).toHaveLength(1);
    expect(flipped[70_000]).not.toBe(body[70_000]);
    expect(await bytesOf(await get(origin))).toStrictEqual(body.slice(0, 10));
    expect((await get(origin)).headers.get('content-encoding')).toBe('gzip');
  });

  it('can make the file another one for good', async () => {
    const changed = seededBytes(10, 'changed');
    const origin = await open({ faults: [undefined, { kind: 'change', body: changed, etag: '"b"' }] });
    expect(await bytesOf(await get(origin))).toStrictEqual(body);
    expect(await bytesOf(await get(origin))).toStrictEqual(changed);
    expect((await get(origin)).headers.get('etag')).toBe('"b"');
  });
});
