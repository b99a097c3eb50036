import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { createBlobStore, type Blob, type BlobStore } from './blob-store.js';
import { homeLayout, type HomeLayout } from './home-layout.js';

async function setUp(): Promise<{ blobs: BlobStore; layout: HomeLayout; put: (content: string) => Promise<string> }> {
  const layout = homeLayout(await tempFolder());
  const blobs = createBlobStore(layout);
  let count = 0;
  return {
    blobs,
    layout,
    async put(content) {
      const file = join(layout.root, `new-${(count += 1)}`);
      await writeFile(file, content);
      const sha256 = createHash('sha256').update(content).digest('hex');
      await blobs.adopt(file, sha256);
      return sha256;
    },
  };
}

async function listAll(blobs: BlobStore): Promise<Blob[]> {
  const all: Blob[] = [];
  for await (const blob of blobs.list()) all.push(blob);
  return all;
}

describe('createBlobStore', () => {
  it('takes files in by moving them, under the name of their content', async () => {
    const { blobs, layout, put } = await setUp();
    const sha256 = await put('weights');
    expect(blobs.pathOf(sha256)).toBe(join(layout.root, 'blobs', 'sha256', sha256.slice(0, 2), sha256));
    expect(await readFile(blobs.pathOf(sha256), 'utf8')).toBe('weights');
    expect(await readdir(layout.root)).toStrictEqual(['blobs', 'pins']);
    expect((await stat(blobs.pathOf(sha256))).mode & 0o222).toBe(0);
    expect([await blobs.has(sha256), await blobs.has(sha256, 7), await blobs.has(sha256, 8)]).toStrictEqual([
      true,
      true,
      false,
    ]);
  });

  it('mends a blob that rotted when its content comes again', async () => {
    const { blobs, put } = await setUp();
    const sha256 = await put('weights');
    await rm(blobs.pathOf(sha256));
    await writeFile(blobs.pathOf(sha256), 'weightz', { mode: 0o444 });
    await put('weights');
    expect(await readFile(blobs.pathOf(sha256), 'utf8')).toBe('weights');
  });

  it('puts a blob elsewhere without a symbolic link, and outlives it there', async () => {
    const { blobs, layout, put } = await setUp();
    const sha256 = await put('weights');
    const place = join(layout.root, 'model.onnx');
    await blobs.link(sha256, place);
    expect((await lstat(place)).isFile()).toBe(true);
    expect((await lstat(place)).mode & 0o222).toBe(0);
    await blobs.delete(sha256);
    expect(await blobs.has(sha256)).toBe(false);
    expect(await readFile(place, 'utf8')).toBe('weights');
  });

  it('overwrites nothing when it puts a blob elsewhere', async () => {
    const { blobs, layout, put } = await setUp();
    const sha256 = await put('weights');
    await writeFile(join(layout.root, 'mine'), 'mine');
    await expect(blobs.link(sha256, join(layout.root, 'mine'))).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_STORE_IO' }),
    );
    expect(await readFile(join(layout.root, 'mine'), 'utf8')).toBe('mine');
  });

  it('says that a blob is gone', async () => {
    const { blobs, layout } = await setUp();
    await expect(blobs.link('0'.repeat(64), join(layout.root, 'x'))).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_STORE_CORRUPT' }),
    );
  });

  it('lists what is there, and nothing that only lies there', async () => {
    const { blobs, layout, put } = await setUp();
    expect(await listAll(blobs)).toStrictEqual([]);
    const digests = [await put('one'), await put('three')];
    await mkdir(join(layout.blobsDir, 'zz'));
    await writeFile(join(layout.blobsDir, 'zz', 'README'), '');
    expect((await listAll(blobs)).map(({ sha256 }) => sha256)).toStrictEqual(digests.toSorted());
    await blobs.delete('f'.repeat(64));
  });

  it('makes a path of nothing but a digest', () => {
    const blobs = createBlobStore(homeLayout('/home'));
    for (const text of ['', '../../etc/passwd', 'A'.repeat(64)]) expect(() => blobs.pathOf(text)).toThrow(TypeError);
  });

  it('is claimed only while it is whole, and is read once for that', async () => {
    const { blobs, layout, put } = await setUp();
    const sha256 = await put('weights');
    expect(await blobs.claim(sha256)).toBe(true);
    expect(await blobs.claim('ab'.repeat(32))).toBe(false);
    await rm(blobs.pathOf(sha256));
    await writeFile(blobs.pathOf(sha256), 'WEIGHTS');
    expect(await blobs.has(sha256, 7)).toBe(true);
    expect(await blobs.claim(sha256)).toBe(false);
    const good = join(layout.root, 'good');
    await writeFile(good, 'weights');
    await blobs.replace(sha256, good);
    expect(await blobs.claim(sha256)).toBe(true);
    expect(await readFile(good, 'utf8')).toBe('weights');
    expect(await readdir(layout.tempDir)).toStrictEqual([]);
  });

  it('waits a moment for a blob that is looked at by who collects garbage', async () => {
    const { blobs, layout, put } = await setUp();
    const sha256 = await put('weights');
    const aside = join(layout.root, 'aside');
    await rename(blobs.pathOf(sha256), aside);
    const linking = blobs.link(sha256, join(layout.root, 'model'));
    await rename(aside, blobs.pathOf(sha256));
    await linking;
    expect(await readFile(join(layout.root, 'model'), 'utf8')).toBe('weights');
  });
});
