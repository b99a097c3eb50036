import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sourceRecord } from '../../test/source-record.js';
import { tempFolder } from '../../test/temp-folder.js';
import { homeLayout, type HomeLayout } from '../store/home-layout.js';
import { createCatalog, type Catalog } from './catalog.js';
import type { SourceRecord } from './catalog-schema.js';

/** As the first release wrote it. */
const VERSION_1 = fileURLToPath(new URL('../../test/fixtures/catalog-version-1.json', import.meta.url));

interface Home {
  readonly layout: HomeLayout;
  readonly warnings: string[];
  /** The catalog as another process would open it. */
  readonly open: () => Catalog;
}

async function makeHome(): Promise<Home> {
  const layout = homeLayout(await tempFolder());
  const warnings: string[] = [];
  return { layout, warnings, open: () => createCatalog(layout, (message) => warnings.push(message)) };
}

/** Registers a source as far as the catalog is concerned: its snapshot is there, and it is in the list. */
async function add({ layout, open }: Home, record: SourceRecord): Promise<void> {
  await mkdir(join(layout.sourcesDir, record.treeDigest), { recursive: true });
  await open().update((sources) => void sources.push(record));
}

async function keysOf(catalog: Catalog): Promise<string[]> {
  return (await catalog.sources()).map(({ key }) => key).toSorted();
}

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).toSorted();
}

describe('a catalog', () => {
  it('has no sources before the first is registered, and writes nothing to say so', async () => {
    const { layout, open } = await makeHome();
    expect(await open().sources()).toStrictEqual([]);
    expect(await filesIn(layout.root)).toStrictEqual([]);
  });

  it('keeps what was changed for whoever opens it next', async () => {
    const home = await makeHome();
    await add(home, sourceRecord('one'));
    await add(home, sourceRecord('two', { alias: 'second' }));
    expect(await home.open().sources()).toStrictEqual([sourceRecord('one'), sourceRecord('two', { alias: 'second' })]);
  });

  it('is a file that people can read', async () => {
    const home = await makeHome();
    await add(home, sourceRecord('one'));
    expect(JSON.parse(await readFile(home.layout.catalogFile, 'utf8'))).toMatchObject({
      formatVersion: 2,
      sources: [{ key: 'memory:one' }],
    });
  });

  it('changes nothing when the change throws, or changes nothing', async () => {
    const home = await makeHome();
    await add(home, sourceRecord('one'));
    const before = await readFile(home.layout.catalogFile, 'utf8');
    await expect(
      home.open().update((sources) => {
        sources.pop();
        throw new TypeError('no');
      }),
    ).rejects.toThrow(TypeError);
    expect(await home.open().update((sources) => sources.length)).toBe(1);
    expect(await readFile(home.layout.catalogFile, 'utf8')).toBe(before);
  });

  it('believes what somebody wrote into the file by hand', async () => {
    const home = await makeHome();
    await add(home, sourceRecord('one'));
    const text = await readFile(home.layout.catalogFile, 'utf8');
    await writeFile(home.layout.catalogFile, text.replace('"revision": "1"', '"revision": "7"'));
    expect(await home.open().sources()).toMatchObject([{ revision: '7' }]);
    expect(home.warnings).toStrictEqual([]);
  });

  it('does not grow with the number of changes', async () => {
    const home = await makeHome();
    const catalog = home.open();
    for (let round = 0; round < 30; round += 1) {
      await catalog.update((sources) => void (sources[0] = sourceRecord('one', { revision: `${round}` })));
    }
    expect((await filesIn(home.layout.catalogDir)).length).toBeLessThan(12);
    expect(await filesIn(home.layout.sourcesDir)).toHaveLength(1);
    expect(await filesIn(home.layout.tempDir)).toStrictEqual([]);
  });
});

describe('many processes', () => {
  const PROCESSES = 8;
  const ROUNDS = 6;

  it('lose no change of each other', async () => {
    const { layout, open, warnings } = await makeHome();
    const done = await Promise.all(
      Array.from({ length: PROCESSES }, (_, index) => runChanger(layout.root, `p${index}`, ROUNDS)),
    );
    expect(await open().sources()).toHaveLength(PROCESSES * (ROUNDS - ROUNDS / 3));
    expect((await open().sources()).every(({ revision }) => revision === '2')).toBe(true);
    expect(await keysOf(open())).toStrictEqual(survivors(done.flat()));
    expect(warnings).toStrictEqual([]);
  });

  it('lose nothing that a process had done before it was killed', async () => {
    const { layout, open, warnings } = await makeHome();
    const done = await Promise.all(
      Array.from({ length: PROCESSES }, (_, index) => runChanger(layout.root, `p${index}`, ROUNDS, index % 2 === 0)),
    );
    const keys = await keysOf(open());
    expect(keys).toEqual(expect.arrayContaining(survivors(done.flat())));
    // Of what was not reported as done, at most the one change of each killed process may have happened.
    expect(keys.length - survivors(done.flat()).length).toBeLessThanOrEqual(PROCESSES / 2);
    expect(warnings).toStrictEqual([]);
    await open().update((sources) => void sources.push(sourceRecord('afterwards')));
    expect(await keysOf(open())).toStrictEqual(['memory:afterwards', ...keys]);
  });
});

describe('a process that slept between reading and claiming', () => {
  it('makes its change again when its number was given and pruned meanwhile', async () => {
    const home = await makeHome();
    await add(home, sourceRecord('first'));
    let runs = 0;
    await home.open().update((sources) => {
      // All of this happens after the sleeper has read the list, and before it goes on.
      if (runs === 0) spawnSync(process.execPath, changerArguments(home.layout.root, 'other', 9));
      runs += 1;
      sources.push(sourceRecord('sleeper'));
    });
    expect(runs).toBeGreaterThan(1);
    const others = [0, 1, 3, 4, 6, 7].map((round) => `memory:other-${round}`);
    expect(await keysOf(home.open())).toStrictEqual(['memory:first', ...others, 'memory:sleeper']);
  });
});

describe('a catalog that was stopped halfway', () => {
  it('counts a claimed generation that never got into the file', async () => {
    const home = await makeHome();
    await add(home, sourceRecord('one'));
    const older = await readFile(home.layout.catalogFile, 'utf8');
    await add(home, sourceRecord('two'));
    await writeFile(home.layout.catalogFile, older);
    expect(await keysOf(home.open())).toStrictEqual(['memory:one', 'memory:two']);
    await add(home, sourceRecord('three'));
    expect(await keysOf(home.open())).toStrictEqual(['memory:one', 'memory:three', 'memory:two']);
    await rm(home.layout.catalogFile);
    expect(await home.open().sources()).toHaveLength(3);
    expect(home.warnings).toStrictEqual([]);
  });
});

describe('a broken catalog', () => {
  const breakages: readonly (readonly [string, (file: string) => Promise<void>])[] = [
    ['empty', (file) => truncate(file, 0)],
    ['cut off', async (file) => truncate(file, Math.floor((await stat(file)).size / 2))],
    ['full of NUL bytes', async (file) => writeFile(file, Buffer.alloc((await stat(file)).size))],
    ['no JSON', (file) => writeFile(file, 'hello')],
    ['other JSON', (file) => writeFile(file, '[1, 2]')],
    ['a list of nonsense', (file) => writeFile(file, '{"formatVersion": 1, "sources": [{"key": 7}]}')],
  ];

  it.each(breakages)('that is %s is mended, told of, and kept aside', async (_, damage) => {
    const home = await makeHome();
    await add(home, sourceRecord('one'));
    await add(home, sourceRecord('two', { alias: 'second' }));
    const before = await home.open().sources();
    await damage(home.layout.catalogFile);
    const broken = await readFile(home.layout.catalogFile);

    expect(await home.open().sources()).toStrictEqual(before);
    expect(home.warnings).toStrictEqual([expect.stringContaining('.corrupt-')]);
    const aside = (await filesIn(home.layout.root)).filter((name) => name.includes('.corrupt-'));
    expect(await readFile(join(home.layout.root, aside[0] ?? ''))).toStrictEqual(broken);
    // And then all is well again.
    expect(await home.open().sources()).toStrictEqual(before);
    expect(home.warnings).toHaveLength(1);
  });

  it.each(breakages)('that is %s, history and all, is made anew from the snapshots', async (_, damage) => {
    const home = await makeHome();
    await add(home, sourceRecord('one', { alias: 'first', memo: { etag: 'x' } }));
    const subPath = { provider: 'memory', key: 'memory:two', subPath: 'a' };
    await add(home, sourceRecord('two', { locator: subPath, registeredAt: '2026-11-23T00:00:01.000Z' }));
    await add(home, sourceRecord('gone'));
    await home.open().update((sources) => void sources.pop());
    const before = await home.open().sources();
    await damage(home.layout.catalogFile);
    for (const number of await filesIn(home.layout.catalogDir)) {
      await damage(join(home.layout.catalogDir, number, 'catalog.json'));
    }

    expect(await home.open().sources()).toStrictEqual(before);
    expect(home.warnings).toStrictEqual([expect.stringContaining('made anew')]);
    await add(home, sourceRecord('three'));
    expect(await home.open().sources()).toHaveLength(3);
    expect(home.warnings).toHaveLength(1);
  });

  it('is refused when nothing says whose the snapshots are, and nothing is changed', async () => {
    const home = await makeHome();
    await mkdir(join(home.layout.sourcesDir, sourceRecord('one').treeDigest), { recursive: true });
    await writeFile(home.layout.catalogFile, 'hello');
    await expect(home.open().sources()).rejects.toMatchObject({ code: 'ERR_ZOO_STORE_CORRUPT' });
    await expect(add(home, sourceRecord('two'))).rejects.toMatchObject({ code: 'ERR_ZOO_STORE_CORRUPT' });
    expect(await readFile(home.layout.catalogFile, 'utf8')).toBe('hello');
  });

  it('is read from the snapshots every time where nothing can be written', async () => {
    const home = await makeHome();
    await add(home, sourceRecord('one'));
    await rm(home.layout.catalogDir, { recursive: true });
    await writeFile(home.layout.catalogFile, '');
    await rm(home.layout.tempDir, { recursive: true });
    await writeFile(home.layout.tempDir, 'in the way');
    const catalog = home.open();
    expect(await keysOf(catalog)).toStrictEqual(['memory:one']);
    expect(await keysOf(catalog)).toStrictEqual(['memory:one']);
    expect(home.warnings).toHaveLength(1);
    await expect(add(home, sourceRecord('two'))).rejects.toMatchObject({ code: 'ERR_ZOO_STORE_IO' });
  });

  it.skipIf(process.getuid?.() === 0)('is read as far as that goes in a home that cannot be written', async () => {
    const home = await makeHome();
    await add(home, sourceRecord('one'));
    await writeFile(home.layout.catalogFile, '');
    await chmod(home.layout.root, 0o500);
    expect(await keysOf(home.open())).toStrictEqual(['memory:one']);
    expect(home.warnings).toHaveLength(1);
    await chmod(home.layout.root, 0o700);
  });
});

describe('a catalog of another version', () => {
  it('is read when it is version 1, and becomes the present one with the first change', async () => {
    const home = await makeHome();
    await writeFile(home.layout.catalogFile, await readFile(VERSION_1));
    const before = await home.open().sources();
    expect(before).toMatchObject([
      { key: 'github.com/acme/models', alias: 'acme', code: 'javascript', memo: { etag: '"abc"' } },
      { key: 'https://example.com/models.zip', locator: { subPath: 'vision' } },
    ]);
    await add(home, sourceRecord('new'));
    expect(await home.open().sources()).toStrictEqual([...before, sourceRecord('new')]);
    // Its sources have what it takes to make the catalog anew, too.
    for (const { treeDigest } of before) await mkdir(join(home.layout.sourcesDir, treeDigest), { recursive: true });
    await rm(home.layout.catalogDir, { recursive: true });
    await writeFile(home.layout.catalogFile, '');
    expect(await home.open().sources()).toHaveLength(3);
  });

  it('is left alone when it is newer than this core', async () => {
    const home = await makeHome();
    const text = '{"formatVersion": 99, "everything": "is different"}';
    await writeFile(home.layout.catalogFile, text);
    for (const use of [home.open().sources(), add(home, sourceRecord('one'))]) {
      await expect(use).rejects.toMatchObject({
        code: 'ERR_ZOO_STORE_CORRUPT',
        message: expect.stringContaining('newer'),
        hint: expect.stringContaining('Update modelzoo'),
      });
    }
    expect(await readFile(home.layout.catalogFile, 'utf8')).toBe(text);
  });
});

function changerArguments(home: string, name: string, rounds: number): string[] {
  const resolver = fileURLToPath(new URL('../../test/resolve-typescript.mjs', import.meta.url));
  const changer = fileURLToPath(new URL('../../test/catalog-changer.ts', import.meta.url));
  return ['--import', resolver, changer, home, name, `${rounds}`];
}

/** Runs `catalog-changer.ts`, perhaps killing it halfway. Gives what it said it had done. */
async function runChanger(home: string, name: string, rounds: number, kill = false): Promise<string[]> {
  const child = spawn(process.execPath, changerArguments(home, name, rounds), { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (kill && lines.length === rounds) child.kill('SIGKILL');
  }
  await exited;
  return lines;
}

/** Keys of the sources that were added and not removed. */
function survivors(lines: readonly string[]): string[] {
  const removed = new Set(lines.flatMap((line) => (line.startsWith('removed ') ? [line.slice(8)] : [])));
  return lines
    .flatMap((line) => (line.startsWith('added ') ? [line.slice(6)] : []))
    .filter((key) => !removed.has(key))
    .toSorted();
}
