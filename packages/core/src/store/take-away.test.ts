import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { takeAway } from './take-away.js';

async function setUp(...names: readonly string[]) {
  const root = await tempFolder();
  const tempDir = join(root, 'temp');
  for (const name of names) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, 'content'), name);
  }
  const pathOf = (name: string): string => join(root, name);
  return { root, tempDir, pathOf, paths: names.map(pathOf), left: () => readdir(root) };
}

describe('takeAway', () => {
  it('deletes what is there, and tells', async () => {
    const { tempDir, paths, pathOf, left } = await setUp('a', 'b');
    expect(await takeAway([...paths, pathOf('not-there')], tempDir)).toStrictEqual(paths);
    expect(await left()).toStrictEqual(['temp']);
    expect(await readdir(tempDir)).toStrictEqual([]);
  });

  it('brings back what somebody needs by then', async () => {
    const { tempDir, paths, pathOf, left } = await setUp('a', 'b');
    const gone = await takeAway(paths, tempDir, async () => {
      expect(await left()).toStrictEqual(['temp']);
      return (path) => path === pathOf('b');
    });
    expect(gone).toStrictEqual([pathOf('a')]);
    expect(await readFile(join(pathOf('b'), 'content'), 'utf8')).toBe('b');
  });

  it('leaves what somebody has put in its place in the meantime', async () => {
    const { tempDir, paths, pathOf } = await setUp('a');
    const gone = await takeAway(paths, tempDir, async () => {
      await mkdir(pathOf('a'));
      await writeFile(join(pathOf('a'), 'content'), 'new');
      return () => true;
    });
    expect(gone).toStrictEqual([]);
    expect(await readFile(join(pathOf('a'), 'content'), 'utf8')).toBe('new');
  });

  it('brings everything back when nobody can say what is needed', async () => {
    const { tempDir, paths, left } = await setUp('a', 'b');
    const reason = new Error('the catalog cannot be read');
    await expect(takeAway(paths, tempDir, () => Promise.reject(reason))).rejects.toBe(reason);
    expect(await left()).toStrictEqual(['a', 'b', 'temp']);
  });

  it('brings everything back when something cannot be moved', async () => {
    const { root, tempDir, paths, left } = await setUp('a');
    // A folder cannot be moved into itself.
    await expect(takeAway([...paths, root], tempDir)).rejects.toMatchObject({ code: 'ERR_ZOO_STORE_IO' });
    expect(await left()).toStrictEqual(['a', 'temp']);
    await rm(tempDir, { recursive: true });
    expect(await takeAway([], tempDir)).toStrictEqual([]);
    expect(await left()).toStrictEqual(['a']);
  });
});
