import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { add, filesIn, keysOf, makeHome } from '../../test/catalog-home.js';
import { sourceRecord } from '../../test/source-record.js';

/** As the first release wrote it. */
const VERSION_1 = fileURLToPath(new URL('../../test/fixtures/catalog-version-1.json', import.meta.url));

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
