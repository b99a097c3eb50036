import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/support/temp-folder.js';
import { createEmbeddingWriter } from './embedding-writer.js';

const ROWS = [
  { filepath: '/a', embedding: new Float32Array([1, 2, 3]) },
  { filepath: '/b', embedding: new Float32Array([4, 5, 6.5]) },
];

describe('createEmbeddingWriter', () => {
  it('writes an array that NumPy reads', async () => {
    const path = join(await tempFolder(), 'out.npy');
    {
      await using file = await createEmbeddingWriter(path).open();
      for (const row of ROWS) await file.write(row);
      await file.finish();
    }
    const bytes = await readFile(path);
    expect(bytes.toString('latin1', 10, 80)).toContain("'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)");
    const values = Array.from({ length: 6 }, (_, index) => bytes.readFloatLE(128 + index * 4));
    expect(values).toStrictEqual([1, 2, 3, 4, 5, 6.5]);
    expect(bytes.length).toBe(128 + 24);
  });

  it('writes lines of JSON', async () => {
    const path = join(await tempFolder(), 'out.jsonl');
    await using file = await createEmbeddingWriter(path).open();
    for (const row of ROWS) await file.write(row);
    await file.finish();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toStrictEqual([
      { filepath: '/a', embedding: [1, 2, 3] },
      { filepath: '/b', embedding: [4, 5, 6.5] },
    ]);
  });

  it('leaves nothing behind when it is not finished', async () => {
    const folder = await tempFolder();
    {
      await using file = await createEmbeddingWriter(join(folder, 'out.npy')).open();
      await file.write({ filepath: '/a', embedding: new Float32Array(2) });
    }
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('does not mix lengths', async () => {
    await using file = await createEmbeddingWriter(join(await tempFolder(), 'out.npy')).open();
    await file.write({ filepath: '/a', embedding: new Float32Array(2) });
    await expect(file.write({ filepath: '/b', embedding: new Float32Array(3) })).rejects.toMatchObject({
      code: 'ERR_ZOO_PREDICT_FAILED',
    });
  });

  it('refuses other endings before anything is done', () => {
    expect(() => createEmbeddingWriter('/x/out.csv')).toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_USAGE' }) as Error,
    );
  });
});
