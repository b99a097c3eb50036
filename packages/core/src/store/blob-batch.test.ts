import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { createBlobBatch, type StagedBlob } from './blob-batch.js';
import { createPromptDisk, type PromptDisk } from './prompt-disk.js';

let folder: string;
beforeEach(async () => {
  folder = await tempFolder();
});

const small = { sha256: 'a'.repeat(64), sizeBytes: 3 };

async function put(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

const noFolders = async (): Promise<void> => undefined;

function setUp(): { adopted: StagedBlob[][]; synced: string[][]; batch: ReturnType<typeof createBlobBatch> } {
  const adopted: StagedBlob[][] = [];
  const synced: string[][] = [];
  const batch = createBlobBatch(folder, createPromptDisk(), {
    async adopt(files, unsynced) {
      adopted.push([...files]);
      unsynced?.add(`folder ${adopted.length}`);
    },
    syncFolders: async (folders) => void synced.push([...folders]),
  });
  return { adopted, synced, batch };
}

describe('createBlobBatch', () => {
  it('takes small files in together, and moves them out of the way at once', async () => {
    const { adopted, batch } = setUp();
    const file = await put('one', 'abc');
    await batch.add(file, small);
    await batch.add(await put('two', 'def'), small);
    expect(adopted).toEqual([]);
    expect(await readdir(folder)).not.toContain('one');
    await batch.flush();
    expect(adopted).toHaveLength(1);
    const texts = await Promise.all((adopted[0] ?? []).map(({ file: staged }) => readFile(staged, 'utf8')));
    expect(texts).toEqual(['abc', 'def']);
    await batch.flush();
    expect(adopted).toHaveLength(1);
  });

  it('writes bytes out of the way at once, and says whether they are on the disk', async () => {
    const adopted: StagedBlob[] = [];
    const slow: PromptDisk = { sync: () => false };
    for (const disk of [createPromptDisk(), slow]) {
      const batch = createBlobBatch(join(folder, 'new'), disk, {
        adopt: async (files) => void adopted.push(...files),
        syncFolders: noFolders,
      });
      await batch.add(Buffer.from('abc'), small);
      await batch.flush();
    }
    expect(adopted.map(({ sha256, isSealed }) => [sha256, isSealed])).toEqual([
      [small.sha256, true],
      [small.sha256, false],
    ]);
    const [sealed, open] = await Promise.all(adopted.map(({ file }) => stat(file)));
    expect([(sealed?.mode ?? 0) & 0o777, (open?.mode ?? 0) & 0o777]).toEqual([0o444, 0o600]);
    expect(await readFile(adopted[0]?.file ?? '', 'utf8')).toBe('abc');
  });

  it('takes a large file in at once', async () => {
    const { adopted, batch } = setUp();
    const file = await put('large', 'abc');
    await batch.add(file, { ...small, sizeBytes: 2 ** 21 });
    expect(adopted).toEqual([[{ file, sha256: small.sha256 }]]);
  });

  it('does not let much wait', async () => {
    const { adopted, synced, batch } = setUp();
    for (let index = 0; index < 9; index += 1) {
      await batch.add(await put(`file-${String(index)}`, 'x'), { ...small, sizeBytes: 2 ** 20 });
    }
    expect(adopted.map((files) => files.length)).toEqual([8]);
    expect(synced).toEqual([]);
    await batch.flush();
    expect(adopted.map((files) => files.length)).toEqual([8, 1]);
    // Once for all: nobody counts on what is there before the end.
    expect(synced).toEqual([['folder 1', 'folder 2']]);
  });

  it('tells whoever waits for the end that something could not be taken in', async () => {
    const failure = new Error('full');
    const batch = createBlobBatch(folder, createPromptDisk(), {
      adopt: () => Promise.reject(failure),
      syncFolders: noFolders,
    });
    await batch.add(await put('one', 'abc'), small);
    await expect(batch.flush()).rejects.toBe(failure);
  });
});
