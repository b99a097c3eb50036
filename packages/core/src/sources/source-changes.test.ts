import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf, memoryPlugin } from '../../test/memory-plugin.js';
import { greeting, useZoo } from '../../test/use-zoo.js';
import { createSnapshotStore } from '../store/snapshot-store.js';
import { homeLayout } from '../store/home-layout.js';

const bench = useZoo();

describe('a source that cannot be updated', () => {
  it('keeps what it has, says why, and keeps no other from being updated', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['two'] = { 'manifest.json': manifestOf({ base_name: 'acme/two' }) };
    await zoo.registerSource('memory:one');
    await zoo.registerSource('memory:two');
    delete bench.memory.sources['one'];
    bench.memory.sources['two'] = { 'manifest.json': manifestOf({ base_name: 'acme/three' }) };
    for (const check of [true, false]) {
      expect(await zoo.updateSources([], { check })).toMatchObject([
        { source: { key: 'memory:one' }, moved: false, error: { code: 'ERR_ZOO_SOURCE_NOT_FOUND' } },
        { source: { key: 'memory:two' }, moved: true, error: undefined },
      ]);
    }
    const names = (await zoo.listModels()).map(({ name }) => name);
    expect(names).toStrictEqual(['acme/greeting@1.1', 'acme/greeting@1.0', 'acme/three']);
  });

  it('stops all of it when the signal says so', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    const reason = new Error('enough');
    await expect(zoo.updateSources([], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('stays deleted when it was deleted meanwhile', async () => {
    const other = bench.zooWith();
    await other.registerSource('memory:one');
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('2')) };
    const plugin = memoryPlugin(bench.memory);
    const sources = (plugin.sources ?? []).map((provider) => ({
      ...provider,
      async doOpen(...request: Parameters<typeof provider.doOpen>) {
        await other.deleteSource('memory:one');
        return provider.doOpen(...request);
      },
    }));
    expect(await bench.zooWith({ plugins: [{ ...plugin, sources }] }).updateSources()).toMatchObject([
      { moved: false, error: { code: 'ERR_ZOO_SOURCE_NOT_REGISTERED' } },
    ]);
    expect(await other.listSources()).toStrictEqual([]);
    expect(await createSnapshotStore(homeLayout(other.home)).list()).toStrictEqual([]);
  });
});

describe('a source whose content was removed from the store', () => {
  it.each([
    ['updating', (zoo: ReturnType<typeof bench.zooWith>) => zoo.updateSources()],
    ['registering again', (zoo: ReturnType<typeof bench.zooWith>) => zoo.registerSource('memory:one')],
  ])('is told of, hides no other, and is healed by %s', async (_, heal) => {
    const zoo = bench.zooWith();
    bench.memory.sources['two'] = { 'manifest.json': manifestOf({ base_name: 'acme/two' }) };
    await zoo.registerSource('memory:two');
    const { source } = await zoo.registerSource('memory:one');
    await rm(join(zoo.home, 'sources', source.treeDigest), { recursive: true });
    const [healthy, hurt] = await zoo.listSources();
    expect(healthy?.diagnostics).toStrictEqual([]);
    expect(hurt?.diagnostics).toMatchObject([{ severity: 'error', code: 'ERR_ZOO_STORE_CORRUPT' }]);
    expect((await bench.zooWith().listModels()).map(({ name }) => name)).toStrictEqual(['acme/two']);

    await heal(zoo);
    expect((await zoo.listSources()).flatMap(({ diagnostics }) => diagnostics)).toStrictEqual([]);
    expect(await zoo.listModels()).toHaveLength(3);
  });
});

describe('the content of a source', () => {
  it('goes with the last source that has it', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['same'] = { ...bench.memory.sources['one'] };
    const { source } = await zoo.registerSource('memory:one');
    expect((await zoo.registerSource('memory:same')).source.treeDigest).toBe(source.treeDigest);
    const snapshots = createSnapshotStore(homeLayout(zoo.home));
    await zoo.deleteSource('memory:one');
    expect(await snapshots.has(source.treeDigest)).toBe(true);
    await zoo.deleteSource('memory:same');
    expect(await snapshots.list()).toStrictEqual([]);
  });

  it('goes when other content takes its place', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('2')) };
    const { source } = await zoo.registerSource('memory:one', { overwrite: true });
    expect(await createSnapshotStore(homeLayout(zoo.home)).list()).toStrictEqual([source.treeDigest]);
  });

  it('is there after many registered and deleted it at once', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `same-${index}`);
    for (const name of names) bench.memory.sources[name] = { ...bench.memory.sources['one'] };
    await bench.zooWith().registerSource('memory:one');
    await Promise.all([
      bench.zooWith().deleteSource('memory:one'),
      ...names.map(async (name, index) => {
        await bench.zooWith().registerSource(`memory:${name}`);
        if (index % 2 === 0) await bench.zooWith().deleteSource(`memory:${name}`);
      }),
    ]);
    const sources = await bench.zooWith().listSources();
    expect(sources).toHaveLength(3);
    expect(sources.flatMap(({ diagnostics }) => diagnostics)).toStrictEqual([]);
  });
});

describe('an alias', () => {
  it('can be given later, changed, and belongs to one source even when two want it at once', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['two'] = { 'manifest.json': manifestOf({ base_name: 'acme/two' }) };
    await zoo.registerSource('memory:one');
    expect((await zoo.registerSource('memory:one', { alias: 'first' })).source.alias).toBe('first');
    expect((await zoo.registerSource('memory:one', { alias: 'uno' })).source.alias).toBe('uno');
    await zoo.registerSource('memory:two');
    const wishes = await Promise.allSettled([
      bench.zooWith().registerSource('memory:one', { alias: 'best' }),
      bench.zooWith().registerSource('memory:two', { alias: 'best' }),
    ]);
    expect(wishes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(wishes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'ERR_ZOO_ALIAS_TAKEN' },
    });
    expect((await zoo.listSources()).filter(({ alias }) => alias === 'best')).toHaveLength(1);
    expect((await zoo.updateSources(['best'])).map(({ error }) => error)).toStrictEqual([undefined]);
  });
});

describe('parts of one repository', () => {
  it('are sources of their own when each is named by its path, and one when the whole is', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['many'] = {
      'a/manifest.json': manifestOf(greeting('1')),
      'b/manifest.json': manifestOf(greeting('2')),
    };
    const whole = await zoo.registerSource('memory:many');
    expect(whole.manifests.map(({ path }) => path)).toStrictEqual(['a/manifest.json', 'b/manifest.json']);
    const part = await zoo.registerSource('memory:many/b');
    expect(part.models).toStrictEqual(['acme/greeting@2']);
    expect(part.source.treeDigest).toBe(whole.source.treeDigest);
    expect((await zoo.listModels({ source: 'memory:many/b' })).map(({ name }) => name)).toStrictEqual([
      'acme/greeting@2',
    ]);
    await zoo.deleteSource('memory:many');
    expect((await zoo.listModels()).map(({ name }) => name)).toStrictEqual(['acme/greeting@2']);
  });
});
