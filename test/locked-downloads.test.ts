import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createZoo, type Zoo, type ZooEvent } from '@modelzoo/core';
import { http } from '@modelzoo/manager-http';
import { url } from '@modelzoo/source-url';
import { createLoopbackOrigin, seededBytes, type LoopbackOrigin } from '@modelzoo/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const NAMES = Array.from({ length: 12 }, (_, index) => `part-${String(index)}.bin`);
/** Some small enough to stay in memory, some not. */
const bodies = new Map(NAMES.map((name, index) => [name, seededBytes(index % 3 === 0 ? 1_500_000 : 3000, name)]));
const TOTAL_BYTES = [...bodies.values()].reduce((sum, { length }) => sum + length, 0);

let folder: string;
let origin: LoopbackOrigin;
let zoos: Zoo[];

function zooIn(home: string, options: Partial<Parameters<typeof createZoo>[0]> = {}): Zoo {
  const plugins = [url(), http({ retryDelayMs: 1 })];
  const zoo = createZoo({ plugins, home: join(folder, home), cwd: folder, env: {}, ...options });
  zoos.push(zoo);
  return zoo;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoo-locked-downloads-'));
  origin = await createLoopbackOrigin();
  zoos = [];
  for (const [name, body] of bodies) origin.setRoute(`/${name}`, { body });
  await mkdir(join(folder, 'models'));
  const files = NAMES.map((path) => ({ path, url: origin.url(`/${path}`) }));
  const models = [{ base_name: 'm', version: '1', manager: { type: 'http', config: { files } } }];
  await writeFile(join(folder, 'models', 'manifest.json'), JSON.stringify({ models }));
  await zooIn('first').writeLock(undefined, { models: ['./models'] });
  origin.clearRequests();
});
afterEach(async () => {
  await Promise.all(zoos.map((zoo) => zoo[Symbol.asyncDispose]()));
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

function progressOf(events: readonly ZooEvent[]) {
  return events.flatMap((event) => (event.type === 'progress' ? [event] : []));
}

describe('installing a locked model of several files', () => {
  it('brings them side by side, each asked for once, and tells how far all are', async () => {
    const events: ZooEvent[] = [];
    const zoo = zooIn('second');
    await zoo.installLock(undefined, { frozen: true, onEvent: (event) => events.push(event) });
    for (const [name, body] of bodies) {
      expect(Buffer.compare(await readFile(join(await zoo.findModel('m'), name)), body)).toBe(0);
    }
    const whole = origin.requests.filter(({ headers }) => headers.range === undefined);
    expect(whole.map((request) => request.url).toSorted()).toEqual(NAMES.map((name) => `/${name}`).toSorted());
    const told = progressOf(events);
    const sums = told.map(({ all }) => all?.doneBytes ?? -1);
    expect(sums).toEqual(sums.toSorted((a, b) => a - b));
    const count = NAMES.length;
    expect(told.at(-1)?.all).toEqual({
      doneBytes: TOTAL_BYTES,
      totalBytes: TOTAL_BYTES,
      files: count,
      doneFiles: count,
    });
  });

  it('stops all of them when told to, publishes nothing, and goes on from what came', async () => {
    const reason = new Error('enough');
    const stopper = new AbortController();
    const limited = zooIn('second', { limitRateBytesPerSecond: 500_000 });
    const stopped = limited.installLock(undefined, {
      signal: stopper.signal,
      onEvent(event) {
        // At this rate the rest takes seconds yet.
        if (event.type === 'progress' && (event.all?.doneBytes ?? 0) > 1_000_000) stopper.abort(reason);
      },
    });
    await expect(stopped).rejects.toBe(reason);
    const sentBytes = (): number => origin.requests.reduce((sum, request) => sum + request.sentBytes, 0);
    const zoo = zooIn('second');
    expect(await zoo.listDownloaded()).toEqual([]);
    origin.clearRequests();
    await zoo.installLock();
    expect(
      Buffer.compare(
        await readFile(join(await zoo.findModel('m'), NAMES[0] ?? '')),
        bodies.get('part-0.bin') ?? new Uint8Array(),
      ),
    ).toBe(0);
    expect(sentBytes()).toBeLessThan(TOTAL_BYTES);
  });
});
