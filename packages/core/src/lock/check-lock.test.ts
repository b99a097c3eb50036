import { describe, expect, it } from 'vitest';
import { createLockBench, unpromised } from '../../test/lock-bench.js';
import { bytesOf, manifestOf } from '../../test/memory-plugin.js';
import { greeting, useZoo } from '../../test/use-zoo.js';

const bench = useZoo();
const { elsewhere, locked } = createLockBench(bench);

describe('checking', () => {
  it('finds nothing right after locking, here and on a fresh machine', async () => {
    const zoo = await locked();
    expect(await zoo.checkLock()).toMatchObject({ upToDate: true, differences: [] });
    expect(await elsewhere().checkLock()).toMatchObject({ upToDate: true });
    expect(bench.memory.calls.filter((call) => call !== 'resolve memory:one')).toStrictEqual([]);
  });

  it('tells what a registered source would change', async () => {
    const zoo = await locked();
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.1', unpromised)) };
    expect(await zoo.checkLock()).toMatchObject({ upToDate: true });
    await zoo.updateSources();
    expect(await zoo.checkLock()).toMatchObject({ differences: [{ kind: 'source-moved', source: 'memory:one' }] });
    const other = { manager: { type: 'memory', config: { files: { 'greeting.txt': { from: 'elsewhere' } } } } };
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.1', other)) };
    await zoo.updateSources();
    expect((await zoo.checkLock()).differences.map(({ kind }) => kind)).toStrictEqual([
      'source-moved',
      'model-changed',
    ]);
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.0')) };
    await zoo.updateSources();
    expect((await zoo.checkLock()).differences.map(({ kind }) => kind)).toStrictEqual([
      'source-removed',
      'model-removed',
    ]);
  });

  it('tells of a source that moved and is not registered here', async () => {
    await locked();
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('2')) };
    const zoo = elsewhere();
    expect(await zoo.checkLock()).toMatchObject({ upToDate: false, differences: [{ kind: 'source-moved' }] });
    expect(await zoo.listSources()).toStrictEqual([]);
  });

  it('tells of downloaded files that are not the locked ones, and of models that are not locked', async () => {
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.0'), greeting('1.1', unpromised)) };
    const zoo = await locked();
    bench.memory.weights['greeting'] = bytesOf('other');
    await zoo.downloadModel('acme/greeting', { overwrite: true });
    expect(await zoo.checkLock(undefined, { models: ['acme/greeting@1.0'] })).toMatchObject({
      differences: [
        { kind: 'model-added', model: 'acme/greeting@1.0' },
        { kind: 'model-changed', model: 'acme/greeting@1.1' },
      ],
    });
  });
});

describe('what is outdated', () => {
  it('is asked of every source, and changes nothing', async () => {
    const zoo = await locked();
    expect(await zoo.listOutdated()).toMatchObject([{ source: 'memory:one', outdated: false }]);
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('1.1', unpromised), greeting('2')) };
    const [before] = await zoo.listSources();
    expect(await zoo.listOutdated()).toMatchObject([
      {
        outdated: true,
        locked: before?.revision,
        added: ['acme/greeting@2'],
        removed: ['acme/greeting@1.0'],
        changed: ['acme/greeting@1.1'],
      },
    ]);
    expect(await zoo.listSources()).toStrictEqual([before]);
  });

  it('is told when the locked revision is gone, too', async () => {
    await locked();
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(greeting('2')) };
    expect(await elsewhere().listOutdated()).toMatchObject([{ outdated: true, removed: ['acme/greeting@1.1'] }]);
  });
});
