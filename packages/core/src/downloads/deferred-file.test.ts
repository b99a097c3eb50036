import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deferringPlugin, pointerTo, type FetchDeferred } from '../../test/deferring-plugin.js';
import { bytesOf, manifestOf, sha256Of } from '../../test/memory-plugin.js';
import { useZoo } from '../../test/use-zoo.js';
import { ZooError } from '../errors/zoo-error.js';
import type { ZooEvent } from '../events/zoo-event.js';
import type { ModelManager } from '../plugins/model-manager.js';
import type { ZooPlugin } from '../plugins/zoo-plugin.js';

const bench = useZoo();

const BYTES = 'the weights themselves';
const planSchema = z.object({
  urls: z.tuple([z.string()], z.string()),
  sha256: z.string().optional(),
  sizeBytes: z.number().optional(),
});

/** A manager that plans what its config says. */
const planner: ModelManager<z.output<typeof planSchema>> = {
  specVersion: 'v1',
  id: 'planner',
  types: ['planner'],
  configSchema: planSchema,
  doPlan: async ({ config }) => [{ path: undefined, ...config }],
  async doFetch({ urls: [url] }, sink) {
    bench.memory.calls.push(`mirror ${url}`);
    await sink.begin({ validator: undefined, sizeBytes: undefined });
    await sink.write(0, bytesOf(BYTES));
  },
};

function plugins(fetch: FetchDeferred | undefined): ZooPlugin[] {
  return [deferringPlugin(bench.memory, fetch), { name: 'planner', specVersion: 'v1', managers: [planner] }];
}

/** A source with one model of the given plan, beside files. */
function declare(config: object, files: Readonly<Record<string, string>>, rest: object = {}): void {
  bench.memory.sources['lfs'] = {
    'models/manifest.json': manifestOf({
      base_name: 'm',
      base_filename: 'm.txt',
      manager: { type: 'planner', config },
      default_deployment_config_dict: { type: 'text', config: {} },
      ...rest,
    }),
    ...files,
  };
}

/** Brings the bytes whole, and remembers what it was asked for. */
const bring: FetchDeferred = async (pinned, file, sink) => {
  bench.memory.calls.push(`deferred ${file.path} of ${pinned.locator.key}`);
  await sink.begin({ validator: undefined, sizeBytes: undefined });
  await sink.write(0, bytesOf(BYTES));
};

const fail: FetchDeferred = async () => {
  throw new ZooError('ERR_ZOO_UNAUTHORIZED', 'The quota is used up.');
};

const weights = { 'models/weights/m.txt': pointerTo(BYTES) };
const own = { urls: ['weights/m.txt'] };

describe('weights that the source only points to', () => {
  it('are brought by its provider when they are needed, and not before', async () => {
    declare(own, { ...weights, 'models/other.txt': pointerTo('of nobody') });
    const zoo = bench.zooWith({ plugins: plugins(bring) });
    await zoo.registerSource('memory:lfs');
    expect(bench.memory.calls.filter((call) => call.startsWith('deferred'))).toStrictEqual([]);
    const events: ZooEvent[] = [];
    const { path, files, downloadedBytes } = await zoo.downloadModel('m', { onEvent: (event) => events.push(event) });
    expect(await readFile(path, 'utf8')).toBe(BYTES);
    expect([files[0]?.sha256, downloadedBytes]).toStrictEqual([sha256Of(BYTES), BYTES.length]);
    expect(bench.memory.calls.filter((call) => call.startsWith('deferred'))).toStrictEqual([
      'deferred models/weights/m.txt of memory:lfs',
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'progress', doneBytes: BYTES.length, totalBytes: BYTES.length }),
    );
  });

  it('are not brought again while they are in the store', async () => {
    declare(own, weights);
    const zoo = bench.zooWith({ plugins: plugins(bring) });
    await zoo.registerSource('memory:lfs');
    await zoo.downloadModel('m');
    const again = await zoo.downloadModel('m', { overwrite: true });
    expect([again.downloadedBytes, again.reusedBytes]).toStrictEqual([0, BYTES.length]);
    expect(bench.memory.calls.filter((call) => call.startsWith('deferred'))).toHaveLength(1);
  });

  it('go on where an interrupted transfer stopped', async () => {
    declare(own, weights);
    const present: unknown[] = [];
    const half: FetchDeferred = async (_, __, sink) => {
      present.push(structuredClone(sink.present));
      const start = sink.present[0]?.end ?? 0;
      await sink.begin({ validator: 'a tag that changes every time', sizeBytes: BYTES.length });
      await sink.write(start, bytesOf(BYTES.slice(start, start === 0 ? 10 : BYTES.length)));
      if (start === 0) throw new ZooError('ERR_ZOO_NETWORK', 'The connection broke.');
    };
    await bench.zooWith({ plugins: plugins(half) }).registerSource('memory:lfs');
    await expect(bench.zooWith({ plugins: plugins(half) }).downloadModel('m')).rejects.toMatchObject({
      code: 'ERR_ZOO_NETWORK',
    });
    const { path } = await bench.zooWith({ plugins: plugins(half) }).downloadModel('m');
    expect(await readFile(path, 'utf8')).toBe(BYTES);
    expect(present).toStrictEqual([[], [{ start: 0, end: 10 }]]);
  });

  it.each<[string, string, number | undefined, string]>([
    ['other bytes, twice', BYTES.toUpperCase(), undefined, 'ERR_ZOO_METADATA_WRONG'],
    ['too few bytes', BYTES.slice(1), undefined, 'ERR_ZOO_SIZE_MISMATCH'],
    ['too many bytes', `${BYTES}!`, undefined, 'ERR_ZOO_SIZE_MISMATCH'],
    ['another size', BYTES, 3, 'ERR_ZOO_SIZE_MISMATCH'],
  ])('are refused when %s come', async (_, text, sizeBytes, code) => {
    declare(own, weights);
    const wrong: FetchDeferred = async (_pinned, _file, sink) => {
      await sink.begin({ validator: undefined, sizeBytes });
      await sink.write(0, bytesOf(text));
    };
    const zoo = bench.zooWith({ plugins: plugins(wrong) });
    await zoo.registerSource('memory:lfs');
    await expect(zoo.downloadModel('m')).rejects.toMatchObject({ code });
    expect(await zoo.isDownloaded('m')).toBe(false);
  });

  it('are brought once more when what came was damaged on the way', async () => {
    declare(own, weights);
    let tries = 0;
    const damaging: FetchDeferred = async (_pinned, _file, sink) => {
      tries += 1;
      await sink.begin({ validator: undefined, sizeBytes: BYTES.length });
      await sink.write(0, bytesOf(tries === 1 ? BYTES.toUpperCase() : BYTES));
    };
    const zoo = bench.zooWith({ plugins: plugins(damaging) });
    await zoo.registerSource('memory:lfs');
    const { path } = await zoo.downloadModel('m');
    expect([await readFile(path, 'utf8'), tries]).toStrictEqual([BYTES, 2]);
  });

  it.each([
    ['digest', { ...own, sha256: sha256Of('something else') }, 'ERR_ZOO_DIGEST_MISMATCH'],
    ['size', { ...own, sizeBytes: 5 }, 'ERR_ZOO_SIZE_MISMATCH'],
  ])('are not asked for when the manifest promises another %s', async (_, config, code) => {
    declare(config, weights);
    const zoo = bench.zooWith({ plugins: plugins(bring) });
    await zoo.registerSource('memory:lfs');
    await expect(zoo.downloadModel('m')).rejects.toMatchObject({ code });
    expect(bench.memory.calls.filter((call) => call.startsWith('deferred'))).toStrictEqual([]);
  });

  it('are never the pointer, where the provider brings nothing or the pointer is not understood', async () => {
    const zoo = bench.zooWith({ plugins: plugins(undefined) });
    for (const pointer of [pointerTo(BYTES), pointerTo(BYTES).replace('spec/v1', 'spec/v9')]) {
      declare(own, { 'models/weights/m.txt': pointer });
      await zoo.registerSource('memory:lfs', { overwrite: true });
      await expect(zoo.downloadModel('m')).rejects.toMatchObject({ code: 'ERR_ZOO_CAPABILITY_MISSING' });
    }
  });

  it('come from a mirror when the provider fails, under the same digest', async () => {
    declare({ urls: ['weights/m.txt', 'planner:mirror'] }, weights);
    const zoo = bench.zooWith({ plugins: plugins(fail) });
    await zoo.registerSource('memory:lfs');
    const events: ZooEvent[] = [];
    await zoo.downloadModel('m', { onEvent: (event) => events.push(event) });
    expect(bench.memory.calls).toContain('mirror planner:mirror');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'notice', message: expect.stringContaining('The quota is used up.') }),
    );
    declare({ urls: ['weights/m.txt', 'planner:mirror'] }, { 'models/weights/m.txt': pointerTo(BYTES.toUpperCase()) });
    await zoo.registerSource('memory:lfs', { overwrite: true });
    await expect(zoo.downloadModel('m', { overwrite: true })).rejects.toMatchObject({
      code: 'ERR_ZOO_METADATA_WRONG',
    });
  });
});

describe('a manifest that is a pointer', () => {
  it('is said to be one', async () => {
    bench.memory.sources['lfs'] = { 'manifest.json': pointerTo('{"models": []}') };
    const registering = bench.zooWith({ plugins: plugins(bring) }).registerSource('memory:lfs');
    await expect(registering).rejects.toMatchObject({
      code: 'ERR_ZOO_MANIFEST_INVALID',
      message: expect.stringContaining('Git LFS'),
    });
  });
});
