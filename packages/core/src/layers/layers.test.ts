import { chmod, lstat, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../test/memory-plugin.js';
import { useZoo } from '../../test/use-zoo.js';
import type { ZooEvent } from '../events/zoo-event.js';
import { createZooReader } from '../zoo-reader.js';
import type { Zoo } from '../zoo.js';

const bench = useZoo();
const layerRoot = (): string => join(bench.folder, 'layer');
const SHA256 = sha256Of('hello');

/** A zoo above a layer that has one model. */
async function layered(options: Parameters<typeof bench.zooWith>[0] = {}): Promise<Zoo> {
  const lower = bench.zooWith({ home: layerRoot() });
  await lower.registerSource('memory:one');
  await lower.downloadModel('acme/greeting');
  await lower[Symbol.asyncDispose]();
  bench.memory.calls.length = 0;
  return bench.zooWith({ env: { MODELZOO_LAYERS: layerRoot() }, ...options });
}

/** Everything of a folder that a write would change. */
async function stateOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const states = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs, mode, ino } = await lstat(path);
    return `${path} ${mtimeMs} ${mode} ${ino}`;
  });
  return (await Promise.all(states)).toSorted();
}

describe('a layer', () => {
  it('has its sources and models found, listed and loaded as if they were in the home folder', async () => {
    const zoo = await layered({ offline: true });
    const before = await stateOf(layerRoot());
    expect(await zoo.listDownloaded()).toMatchObject([{ name: 'acme/greeting@1.1', downloaded: true }]);
    const path = await zoo.findModel('acme/greeting');
    expect(path.startsWith(layerRoot())).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('hello');
    await using model = await zoo.loadModel('acme/greeting');
    expect(await model.predict('hello')).toMatchObject({ confidence: 1 });
    expect(await zoo.downloadModel('acme/greeting')).toMatchObject({ path, downloadedBytes: 0 });
    expect(await zoo.listSources()).toMatchObject([{ key: 'memory:one', diagnostics: [] }]);
    expect(await zoo.verifyModels()).toMatchObject([{ name: 'acme/greeting@1.1', ok: true }]);
    expect((await zoo.measureUsage()).layers).toMatchObject([{ path: layerRoot(), models: 1 }]);
    expect((await zoo.collectGarbage({ olderThanMs: 0 })).deleted).toStrictEqual([]);
    expect(bench.memory.calls).toStrictEqual([expect.stringContaining('load')]);
    await zoo[Symbol.asyncDispose]();
    expect(await stateOf(layerRoot())).toStrictEqual(before);
  });

  it('is known to what only reads a home folder', async () => {
    await layered();
    await using reader = createZooReader({
      home: join(bench.folder, 'home'),
      env: { MODELZOO_LAYERS: [layerRoot(), ''].join(delimiter) },
    });
    expect((await reader.findModel('acme/greeting')).startsWith(layerRoot())).toBe(true);
    expect(await reader.listModels({ downloaded: true })).toMatchObject([{ name: 'acme/greeting@1.1' }]);
  });

  it('gives its blobs to other models, so that they are not downloaded', async () => {
    const zoo = await layered();
    const before = await stateOf(layerRoot());
    expect(await zoo.downloadModel('acme/greeting@1.0')).toMatchObject({ downloadedBytes: 0, reusedBytes: 5 });
    const path = await zoo.findModel('acme/greeting@1.0');
    expect(path.startsWith(zoo.home)).toBe(true);
    expect(bench.memory.calls).toStrictEqual([]);
    const blob = join('blobs', 'sha256', SHA256.slice(0, 2), SHA256);
    expect((await stat(join(zoo.home, blob))).size).toBe(5);
    expect(await zoo.verifyModels()).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await stateOf(layerRoot())).toStrictEqual(before);
  });

  it('is never changed: what is deleted, replaced or mended is so in the home folder', async () => {
    const zoo = await layered();
    await expect(zoo.deleteModel('acme/greeting')).rejects.toMatchObject({ code: 'ERR_ZOO_MODEL_NOT_DOWNLOADED' });
    await expect(zoo.deleteSource('memory:one')).rejects.toMatchObject({ code: 'ERR_ZOO_SOURCE_NOT_REGISTERED' });
    const path = await zoo.findModel('acme/greeting');
    await chmod(path, 0o600);
    await writeFile(path, 'hellO');
    const before = await stateOf(layerRoot());
    expect(await zoo.verifyModels()).toMatchObject([{ ok: false }]);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    const own = await zoo.findModel('acme/greeting');
    expect(own.startsWith(zoo.home)).toBe(true);
    expect(await readFile(own, 'utf8')).toBe('hello');
    expect(await stateOf(layerRoot())).toStrictEqual(before);
    await zoo.deleteModel('acme/greeting');
    expect(await zoo.findModel('acme/greeting')).toBe(path);
  });

  it('that is missing, or none, or the home itself, is told of and left out', async () => {
    const foreign = join(bench.folder, 'foreign');
    await mkdir(foreign);
    const events: ZooEvent[] = [];
    const home = join(bench.folder, 'home');
    await mkdir(home);
    const layers = [join(bench.folder, 'missing'), foreign, home];
    const zoo = bench.zooWith({ layers, onEvent: (event) => events.push(event) });
    await zoo.registerSource('memory:one');
    expect(await zoo.listModels()).toHaveLength(2);
    await zoo.downloadModel('acme/greeting');
    const warnings = events.flatMap((event) =>
      event.type === 'notice' && event.level === 'warn' ? [event.message] : [],
    );
    expect(warnings).toStrictEqual([
      expect.stringContaining('no such folder'),
      expect.stringContaining('no home folder'),
      expect.stringContaining('the home folder itself'),
    ]);
    expect(await readdir(foreign)).toStrictEqual([]);
  });
});
