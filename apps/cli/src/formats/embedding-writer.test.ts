import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/support/temp-folder.js';
import { createEmbeddingWriter, type EmbeddingRow } from './embedding-writer.js';

function rowOf(filepath: string, ...embedding: number[]): EmbeddingRow {
  return { filepath, absolutePath: filepath, embedding: new Float32Array(embedding) };
}

function failedRowOf(filepath: string): EmbeddingRow {
  const error = new ZooError('ERR_ZOO_INPUT_INVALID', 'This is no picture.');
  return { filepath, absolutePath: filepath, error };
}

const ROWS = [rowOf('/a', 1, 2, 3), rowOf('/b', 4, 5, 6.5)];

async function write(path: string, rows: readonly EmbeddingRow[]): Promise<void> {
  const writer = await createEmbeddingWriter(path);
  for (const row of rows) await writer.write(row);
  await writer.finish();
  await writer.close();
}

async function readArray(path: string): Promise<{ readonly shape: string | undefined; readonly values: number[] }> {
  const bytes = await readFile(path);
  const shape = /'shape': \((.*)\)/.exec(bytes.toString('latin1', 10, 128))?.[1];
  const values = Array.from({ length: (bytes.length - 128) / 4 }, (_, index) => bytes.readFloatLE(128 + index * 4));
  return { shape, values };
}

describe('createEmbeddingWriter', () => {
  it('writes an array that NumPy reads', async () => {
    const path = join(await tempFolder(), 'out.npy');
    await write(path, ROWS);
    const bytes = await readFile(path);
    expect(bytes.toString('latin1', 10, 80)).toContain("'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)");
    const values = Array.from({ length: 6 }, (_, index) => bytes.readFloatLE(128 + index * 4));
    expect(values).toStrictEqual([1, 2, 3, 4, 5, 6.5]);
    expect(bytes.length).toBe(128 + 24);
  });

  it('writes lines of JSON', async () => {
    const path = join(await tempFolder(), 'out.jsonl');
    await write(path, [...ROWS, failedRowOf('/c')]);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toStrictEqual([
      { filepath: '/a', embedding: [1, 2, 3] },
      { filepath: '/b', embedding: [4, 5, 6.5] },
      { filepath: '/c', error: { code: 'ERR_ZOO_INPUT_INVALID', message: 'This is no picture.' } },
    ]);
  });

  it('keeps the rows of an array those of the inputs, though some fail', async () => {
    const path = join(await tempFolder(), 'out.npy');
    await write(path, [failedRowOf('/x'), rowOf('/a', 1, 2), failedRowOf('/y'), rowOf('/b', 3, 4)]);
    expect(await readArray(path)).toStrictEqual({
      shape: '4, 2',
      values: [Number.NaN, Number.NaN, 1, 2, Number.NaN, Number.NaN, 3, 4],
    });
  });

  it.each(['out.npy', 'out.jsonl'])('goes on with %s where another writer was', async (name) => {
    const folder = await tempFolder();
    await write(join(folder, `whole-${name}`), [...ROWS, ...ROWS]);
    const path = join(folder, name);
    const first = await createEmbeddingWriter(path);
    for (const row of ROWS) await first.write(row);
    const state = await first.checkpoint();
    await first.write(rowOf('/lost', 7, 7, 7));
    await first.close();
    const second = await createEmbeddingWriter(path, state);
    for (const row of ROWS) await second.write(row);
    await second.finish();
    await second.close();
    expect(await readFile(path)).toStrictEqual(await readFile(join(folder, `whole-${name}`)));
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('leaves nothing behind when nothing came', async () => {
    const folder = await tempFolder();
    await (await createEmbeddingWriter(join(folder, 'out.npy'))).close();
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('does not mix lengths', async () => {
    const writer = await createEmbeddingWriter(join(await tempFolder(), 'out.npy'));
    await writer.write(rowOf('/a', 1, 2));
    await expect(writer.write(rowOf('/b', 1, 2, 3))).rejects.toMatchObject({ code: 'ERR_ZOO_PREDICT_FAILED' });
    await writer.close();
  });

  it('refuses other endings', async () => {
    await expect(createEmbeddingWriter('/x/out.csv')).rejects.toMatchObject({ code: 'ERR_ZOO_USAGE' });
  });
});
