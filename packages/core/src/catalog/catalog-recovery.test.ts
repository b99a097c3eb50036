import { chmod, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { add, filesIn, keysOf, makeHome } from '../../test/catalog-home.js';
import { sourceRecord } from '../../test/source-record.js';

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
