import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tensor } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/support/temp-folder.js';
import { readTensors } from './read-tensors.js';

async function read(document: unknown): Promise<Readonly<Record<string, Tensor>>> {
  const path = join(await tempFolder(), 'tensors.json');
  await writeFile(path, typeof document === 'string' ? document : JSON.stringify(document));
  return readTensors(path);
}

describe('readTensors', () => {
  it('reads the form in which results print tensors', async () => {
    const document = {
      x: { type: 'float32', dims: [1, 2], data: [0.5, 1] },
      ids: { type: 'int64', dims: [2], data: [3, '1152921504606846976'] },
      words: { type: 'string', dims: [1], data: ['a'] },
      short: { data: [1, 2, 3] },
    };
    expect(await read(document)).toStrictEqual({
      x: { type: 'float32', dims: [1, 2], data: new Float32Array([0.5, 1]) },
      ids: { type: 'int64', dims: [2], data: new BigInt64Array([3n, 2n ** 60n]) },
      words: { type: 'string', dims: [1], data: ['a'] },
      short: { type: 'float32', dims: [3], data: new Float32Array([1, 2, 3]) },
    });
  });

  it.each([
    ['no JSON', '{'],
    ['a list', []],
    ['a number for a tensor', { x: 1 }],
    ['an unknown type', { x: { type: 'toString', data: [] } }],
    ['no data', { x: { dims: [1] } }],
    ['too little data', { x: { dims: [2, 2], data: [1] } }],
    ['half a dimension', { x: { dims: [0.5], data: [1] } }],
    ['an integer that is none', { x: { type: 'int64', data: ['1.5'] } }],
  ])('refuses %s', async (_title, document) => {
    await expect(read(document)).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID' });
  });
});
