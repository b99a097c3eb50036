import { readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { homeLayout } from './home-layout.js';
import { createPins, listPins } from './pins.js';

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

describe('createPins', () => {
  it('tells everybody what is pinned, until a receipt has it', async () => {
    const layout = homeLayout(await tempFolder());
    const [mine, theirs] = [createPins(layout), createPins(layout)];
    expect(await listPins(layout)).toStrictEqual([]);
    await Promise.all([mine.add(a), mine.add(b), mine.add(a), theirs.add(c)]);
    const pinned = async () =>
      (await listPins(layout)).map(({ sha256s }) => sha256s.join()).toSorted((x, y) => x.localeCompare(y));
    expect(await pinned()).toStrictEqual([`${a},${b}`, c]);
    expect((await listPins(layout)).map(({ isAbandoned }) => isAbandoned)).toStrictEqual([false, false]);
    await mine.remove([a]);
    expect(await pinned()).toStrictEqual([b, c]);
    await mine.remove([b, c]);
    expect(await pinned()).toStrictEqual([c]);
    await mine.add(a);
    expect(await pinned()).toStrictEqual([a, c]);
  });

  it('leaves what is not finished to others', async () => {
    const layout = homeLayout(await tempFolder());
    const pins = createPins(layout);
    await pins.close();
    await pins.add(a);
    await pins.close();
    expect(await listPins(layout)).toMatchObject([{ sha256s: [a], isAbandoned: true }]);
    const [name = ''] = await readdir(layout.pinsDir);
    expect(await readFile(`${layout.pinsDir}/${name}`, 'utf8')).toBe(`${a}\n`);
  });

  it('stands in nobody’s way where it cannot write', async () => {
    const layout = homeLayout(await tempFolder());
    await writeFile(layout.pinsDir, '');
    const pins = createPins(layout);
    await pins.add(a);
    await pins.remove([a]);
    await pins.add(b);
    await pins.close();
    expect(await readFile(layout.pinsDir, 'utf8')).toBe('');
  });
});
