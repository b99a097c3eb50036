import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { homeLayout, type HomeLayout } from './home-layout.js';
import { createPartialStore, type PartialStore } from './partial-store.js';

const identity = { urls: ['https://host.test/x'] };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
let layout: HomeLayout;
let partials: PartialStore;

beforeEach(async () => {
  layout = homeLayout(await tempFolder());
  partials = createPartialStore(layout, { smallBytes: 10 });
});

describe('a small download', () => {
  it('leaves no trace until it is whole', async () => {
    const partial = await partials.open(identity);
    await partial.begin({ validator: '"1"', sizeBytes: 6 });
    await partial.write(3, text('def'));
    await partial.write(0, text('abc'));
    expect(await readdir(join(layout.root)).catch(() => [])).toEqual([]);
    const { bytes, path, sizeBytes } = await partial.complete();
    expect([Buffer.from(bytes ?? []).toString(), sizeBytes]).toEqual(['abcdef', 6]);
    expect(await readdir(layout.root)).toEqual([]);
    expect(await readFile(await path(), 'utf8')).toBe('abcdef');
    await partial.discard();
    expect(await readdir(layout.tempDir)).toEqual([]);
  });

  it('is gone on with when it broke off', async () => {
    const first = await partials.open(identity);
    await first.begin({ validator: '"1"', sizeBytes: 6 });
    await first.write(0, text('abc'));
    await expect(first.complete()).rejects.toMatchObject({ code: 'ERR_ZOO_SIZE_MISMATCH' });
    await first.close();
    const second = await partials.open(identity);
    expect(second.resume).toEqual({ validator: '"1"', sizeBytes: 6 });
    expect(second.present).toEqual([{ start: 0, end: 3 }]);
    await second.close();
  });

  it('takes no more than was promised', async () => {
    const partial = await partials.open(identity);
    await partial.begin({ validator: '"1"', sizeBytes: 2 });
    await expect(partial.write(0, text('abc'))).rejects.toMatchObject({ code: 'ERR_ZOO_SIZE_MISMATCH' });
    await partial.discard();
  });

  it('starts over with other content, and is written as it comes when that is large or of unknown size', async () => {
    const partial = await partials.open(identity);
    await partial.begin({ validator: '"1"', sizeBytes: 6 });
    await partial.write(0, text('abc'));
    await partial.begin({ validator: '"2"', sizeBytes: 6 });
    expect(partial.present).toEqual([]);
    await partial.begin({ validator: '"3"', sizeBytes: undefined });
    await partial.write(0, text('abcdefghijkl'));
    const { path } = await partial.complete();
    expect(await readFile(await path(), 'utf8')).toBe('abcdefghijkl');
    await partial.discard();
  });
});
