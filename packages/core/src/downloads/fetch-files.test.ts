import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytesOf, manifestOf, memoryPlugin, sha256Of } from '../../test/memory-plugin.js';
import { useZoo } from '../../test/use-zoo.js';
import type { ZooEvent } from '../events/zoo-event.js';
import type { FileSink, ModelManager } from '../plugins/model-manager.js';
import type { PluginContext } from '../plugins/plugin-context.js';
import type { ZooPlugin } from '../plugins/zoo-plugin.js';

const bench = useZoo();
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** How a file is brought: given its path, the sink and the context. */
type Bring = (path: string, sink: FileSink, context: PluginContext) => Promise<void>;

const configSchema = z.object({ paths: z.array(z.string()) });

/** A manager of files whose text is their path. */
function manager(bring: Bring): ZooPlugin {
  const many: ModelManager<z.output<typeof configSchema>> = {
    specVersion: 'v1',
    id: 'many',
    types: ['many'],
    configSchema,
    doPlan: async ({ config }) =>
      config.paths.map((path) => ({
        path,
        urls: [`many://x/${path}`] as const,
        sizeBytes: path.length,
        sha256: sha256Of(path),
      })),
    doFetch: ({ path = '' }, sink, context) => bring(path, sink, context),
  };
  return { name: 'many', specVersion: 'v1', managers: [many] };
}

const whole: Bring = async (path, sink) => {
  await sink.begin({ validator: '"v"', sizeBytes: path.length });
  await later();
  await sink.write(0, bytesOf(path));
};

const PATHS = Array.from({ length: 60 }, (_, index) => `file-${String(index)}.bin`);

async function open(bring: Bring, options: { maxConnections?: number } = {}) {
  bench.memory.sources['many'] = {
    'manifest.json': manifestOf({ base_name: 'm', manager: { type: 'many', config: { paths: PATHS } } }),
  };
  const zoo = bench.zooWith({ plugins: [memoryPlugin(bench.memory), manager(bring)], ...options });
  await zoo.registerSource('memory:many');
  return zoo;
}

describe('a model of many files', () => {
  it('comes whole, over no more connections at once than there may be', async () => {
    let running = 0;
    let most = 0;
    const zoo = await open(
      async (...given) => {
        most = Math.max(most, (running += 1));
        await whole(...given);
        running -= 1;
      },
      { maxConnections: 3 },
    );
    const { files } = await zoo.downloadModel('m');
    expect(files.map(({ path, sha256 }) => [path, sha256])).toEqual(PATHS.map((path) => [path, sha256Of(path)]));
    expect(most).toBeLessThanOrEqual(3);
  });

  it('tells for each file and for all together how far it is, and never less than before', async () => {
    const zoo = await open(whole);
    const events: ZooEvent[] = [];
    await zoo.downloadModel('m', { onEvent: (event) => events.push(event) });
    const told = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    const sums = told.map(({ all }) => all?.doneBytes ?? -1);
    expect(sums).toEqual(sums.toSorted((a, b) => a - b));
    const total = PATHS.join('').length;
    const all = { doneBytes: total, totalBytes: total, files: PATHS.length, doneFiles: PATHS.length };
    expect(told.at(-1)?.all).toEqual(all);
  });

  it('tells only now and then of files that are there in a moment, and of the end of whatever it told of', async () => {
    const slow = 'file-7.bin';
    const zoo = await open(async (path, sink, context) => {
      if (path !== slow) return whole(path, sink, context);
      await sink.begin({ validator: '"v"', sizeBytes: path.length });
      for (const [index, byte] of bytesOf(path).entries()) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await sink.write(index, Uint8Array.of(byte));
      }
    });
    const events: ZooEvent[] = [];
    await zoo.downloadModel('m', { onEvent: (event) => events.push(event) });
    const told = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    expect(told.length).toBeLessThan(PATHS.length);
    const own = told.filter(({ file }) => file === slow);
    expect(own.length).toBeGreaterThan(1);
    expect(own.at(-1)).toMatchObject({ doneBytes: slow.length, totalBytes: slow.length });
  });

  it('stops all of it when one fails, tells that failure, and keeps what was whole', async () => {
    const failure = new Error('broken');
    let fails = true;
    const fetched: string[] = [];
    const zoo = await open(
      async (path, sink, context) => {
        if (fails && path === 'file-20.bin') throw failure;
        if (fails && path === 'file-21.bin')
          await new Promise((_, reject) =>
            context.signal.addEventListener('abort', () => reject(context.signal.reason as Error)),
          );
        fetched.push(path);
        await whole(path, sink, context);
      },
      { maxConnections: 4 },
    );
    await expect(zoo.downloadModel('m')).rejects.toBe(failure);
    const before = fetched.length;
    expect(before).toBeLessThan(PATHS.length);
    expect(await readdir(join(bench.folder, 'home', 'partial')).catch(() => [])).toEqual([]);
    fails = false;
    await zoo.downloadModel('m');
    expect(fetched.length).toBe(PATHS.length);
  });
});
