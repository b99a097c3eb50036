import { chmod, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { array, assert, asyncProperty, constantFrom, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../test/memory-plugin.js';
import { useZoo } from '../../test/use-zoo.js';
import { loadSqlite } from '../store/load-sqlite.js';
import type { Zoo } from '../zoo.js';
import { searchModels } from './search-models.js';

const bench = useZoo();

/** A zoo with two sources of three models, whose index was made by another zoo. */
async function useIndexedZoo(): Promise<Zoo> {
  const zoo = bench.zooWith();
  bench.memory.sources['two'] = {
    'manifest.json': manifestOf({ base_name: 'other/model', description: 'Says hello.', size_bytes: 7 }),
  };
  await zoo.registerSource('memory:one');
  await zoo.registerSource('memory:two');
  await zoo.listModels();
  return zoo;
}

function indexOf(zoo: Zoo): string {
  return join(zoo.home, 'index.sqlite');
}

async function answers(zoo: Zoo): Promise<unknown> {
  return [await zoo.listModels(), await zoo.searchModels('hello'), await zoo.getModel('acme/greeting')];
}

describe('the index of models', () => {
  it('reads nothing a second time that has not changed', async () => {
    const zoo = await useIndexedZoo();
    const before = await answers(zoo);
    for (const { treeDigest } of await zoo.listSources()) {
      const manifest = join(zoo.home, 'sources', treeDigest, 'manifest.json');
      await chmod(join(manifest, '..'), 0o700);
      await rm(manifest);
    }
    expect(await answers(bench.zooWith())).toStrictEqual(before);
  });

  it.each<readonly [string, (file: string) => Promise<void>]>([
    ['deleted', (file) => rm(file)],
    ['emptied', (file) => truncate(file, 0)],
    ['cut off', async (file) => truncate(file, Math.floor((await stat(file)).size / 2))],
    ['something else', (file) => writeFile(file, 'hello '.repeat(9999))],
    ['full of zeros after its head', async (file) => writeFile(file, (await readFile(file)).fill(0, 8192))],
    ['of another version', async (file) => change(file, 'PRAGMA user_version = 99')],
    ['without its tables', async (file) => change(file, 'DROP TABLE model; DROP TABLE words')],
    ['full of nonsense', async (file) => change(file, `UPDATE model SET facts = '['; UPDATE tree SET listing = '{'`)],
  ])('is made anew when it was %s', async (_, damage) => {
    const zoo = await useIndexedZoo();
    const before = await answers(zoo);
    await zoo[Symbol.asyncDispose]();
    await damage(indexOf(zoo));
    expect(await answers(bench.zooWith())).toStrictEqual(before);
    expect(await answers(bench.zooWith())).toStrictEqual(before);
  });

  it('does without a file where none can be written', async () => {
    const zoo = await useIndexedZoo();
    const before = await answers(zoo);
    await zoo[Symbol.asyncDispose]();
    await rm(indexOf(zoo));
    await mkdir(join(indexOf(zoo), 'in the way'), { recursive: true });
    expect(await answers(bench.zooWith())).toStrictEqual(before);
  });

  it.skipIf(process.getuid?.() === 0)('is read where it cannot be written', async () => {
    const zoo = await useIndexedZoo();
    const before = await answers(zoo);
    await zoo[Symbol.asyncDispose]();
    await chmod(indexOf(zoo), 0o400);
    await chmod(zoo.home, 0o500);
    expect(await answers(bench.zooWith())).toStrictEqual(before);
    await chmod(zoo.home, 0o700);
  });

  it('forgets what no source has any more', async () => {
    const zoo = await useIndexedZoo();
    bench.memory.sources['two'] = { 'manifest.json': manifestOf({ base_name: 'other/newer' }) };
    await zoo.updateSources();
    expect((await zoo.listModels()).map(({ name }) => name)).toStrictEqual([
      'acme/greeting@1.1',
      'acme/greeting@1.0',
      'other/newer',
    ]);
    expect(await zoo.searchModels('model')).toStrictEqual([]);
    const database = new DatabaseSync(indexOf(zoo), { readOnly: true });
    expect(database.prepare('SELECT count(*) AS trees FROM tree').get()).toMatchObject({ trees: 2 });
    database.close();
  });

  it('keeps sources of the same content apart', async () => {
    const zoo = await useIndexedZoo();
    bench.memory.sources['twin'] = { ...bench.memory.sources['two'] };
    await zoo.registerSource('memory:twin');
    expect((await zoo.listModels({ source: 'memory:twin' })).map(({ source }) => source)).toStrictEqual([
      'memory:twin',
    ]);
    expect((await zoo.searchModels('hello')).map(({ source }) => source)).toStrictEqual(['memory:two', 'memory:twin']);
    await expect(zoo.getModel('other/model')).rejects.toMatchObject({ code: 'ERR_ZOO_NAME_AMBIGUOUS' });
  });

  it('serves several zoos at once', async () => {
    const zoo = await useIndexedZoo();
    await rm(indexOf(zoo));
    const lists = await Promise.all(Array.from({ length: 6 }, async () => bench.zooWith().listModels()));
    for (const list of lists) expect(list).toHaveLength(3);
  });
});

describe('searching', () => {
  it.each([
    ['gree', ['acme/greeting@1.1', 'acme/greeting@1.0']],
    ['SMALL', ['acme/greeting@1.1', 'acme/greeting@1.0']],
    ['eeti small', ['acme/greeting@1.1', 'acme/greeting@1.0']],
    ['er', ['other/model']],
    ['e', ['acme/greeting@1.0', 'acme/greeting@1.1', 'other/model']],
    ['1.', ['acme/greeting@1.0', 'acme/greeting@1.1']],
    ['says hello.', ['other/model']],
    ['"hello', []],
    ['hello OR nothing', []],
    ['hel*', []],
    ["'; DROP TABLE model", []],
  ])('finds what has %s', async (words, names) => {
    const zoo = await useIndexedZoo();
    expect((await zoo.searchModels(words)).map(({ name }) => name).toSorted()).toStrictEqual(names.toSorted());
  });

  it('finds what looking at each model would find, in the same order', async () => {
    const text = string({
      unit: constantFrom('a', 'b', 'É', 'ß', 'İ', '字', '"', '*', ' ', '-', '😀'),
      maxLength: 8,
    });
    const model = record({ description: text, tags: array(text, { maxLength: 2 }) });
    let round = 0;
    await assert(
      asyncProperty(array(model, { maxLength: 6 }), text, async (models, words) => {
        round += 1;
        const zoo = bench.zooWith({ home: join(bench.folder, `home-${round}`) });
        const entries = models.map((each, index) => ({ base_name: `m${index}`, ...each }));
        bench.memory.sources['random'] = { 'manifest.json': manifestOf({ base_name: 'first' }, ...entries) };
        await zoo.registerSource('memory:random');
        const plain = [{ base_name: 'first', description: '', tags: [] }, ...entries].map((entry) => ({
          ...entry,
          name: entry.base_name,
        }));
        const expected = searchModels(plain, words).map(({ name }) => name);
        expect((await zoo.searchModels(words)).map(({ name }) => name)).toStrictEqual(expected);
        await zoo[Symbol.asyncDispose]();
      }),
      { numRuns: 30 },
    );
  });
});

describe('loadSqlite', () => {
  it('keeps back no warning but the one', () => {
    const before = Reflect.get(process, 'emitWarning') as unknown;
    expect(loadSqlite().DatabaseSync).toBe(DatabaseSync);
    expect(Reflect.get(process, 'emitWarning')).toBe(before);
  });
});

async function change(file: string, statements: string): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec(statements);
  database.close();
}
