import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { manifestOf } from '../test/memory-plugin.js';
import { greeting, useZoo } from '../test/use-zoo.js';
import { createZooReader, type ZooReader } from './zoo-reader.js';

const bench = useZoo();

function readerOf({ home }: { readonly home: string }): ZooReader {
  return createZooReader({ home, env: {} });
}

describe('createZooReader', () => {
  it('answers as the zoo does, whose plugins it does not have', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['two'] = {
      'manifest.json': manifestOf(greeting('3', { base_name: 'other/greeting', requirements: { npm: { zod: '^4' } } })),
    };
    await zoo.registerSource('memory:one', { alias: 'mine' });
    await zoo.registerSource('memory:two');
    await zoo.downloadModel('acme/greeting@1.0');
    await using reader = readerOf(zoo);
    expect(await reader.listSources()).toStrictEqual(await zoo.listSources());
    expect(await reader.listModels()).toStrictEqual(await zoo.listModels());
    expect(await reader.listModels({ source: 'mine', tags: ['small'] })).toHaveLength(2);
    expect(await reader.listDownloaded()).toStrictEqual(await zoo.listDownloaded());
    expect(await reader.searchModels('greeting')).toStrictEqual(await zoo.searchModels('greeting'));
    expect(await reader.getModel('mine::acme/greeting')).toStrictEqual(await zoo.getModel('acme/greeting'));
    expect(await reader.getModel('other/greeting')).toMatchObject({
      requirements: { packages: [{ status: 'missing' }] },
    });
    expect(await reader.findModel('acme/greeting@1.0')).toBe(await zoo.findModel('acme/greeting@1.0'));
  });

  it('says what the zoo says about what is not there', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    await using reader = readerOf(zoo);
    await expect(reader.findModel('acme/greeting')).rejects.toMatchObject({ code: 'ERR_ZOO_MODEL_NOT_DOWNLOADED' });
    await expect(reader.getModel('GREETING')).rejects.toMatchObject({
      code: 'ERR_ZOO_MODEL_NOT_FOUND',
      hint: expect.stringContaining('acme/greeting@1.1'),
    });
    await expect(reader.listModels({ source: 'memory:two' })).rejects.toMatchObject({
      code: 'ERR_ZOO_SOURCE_NOT_REGISTERED',
    });
  });

  it('writes nothing into a home that is empty but the index', async () => {
    await using reader = readerOf({ home: bench.folder });
    expect(await reader.listSources()).toStrictEqual([]);
    expect(await reader.listModels()).toStrictEqual([]);
    expect((await readdir(bench.folder)).filter((name) => !name.startsWith('index.sqlite'))).toStrictEqual([]);
  });
});

describe('reading', () => {
  it('asks no plugin for anything, online and offline', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    await zoo.downloadModel('acme/greeting');
    for (const offline of [false, true]) {
      bench.memory.calls.length = 0;
      const other = bench.zooWith({ offline });
      await other.listSources();
      await other.listModels();
      await other.searchModels('greeting');
      await other.getModel('acme/greeting');
      await other.findModel('acme/greeting');
      await using model = await other.loadModel('acme/greeting');
      expect(await model.predict('hello')).toMatchObject({ label: 'hello' });
      expect(bench.memory.calls).toStrictEqual(['load 1']);
    }
  });
});
