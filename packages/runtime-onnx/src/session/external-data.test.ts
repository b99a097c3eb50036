import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TensorMap } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { addGraph, buildOnnx } from '../../test/build-onnx.js';
import { folderModel, loadOnnx, temporaryFolder } from '../../test/load-onnx.js';

const weights = new Uint8Array(Float32Array.of(10, 20, 30).buffer);
const x = { type: 'float32', dims: [3], data: new Float32Array([1, 1, 1]) } as const;

/** The graph of {@link addGraph}, with its weights somewhere else. */
function external(location: string, more: Readonly<Record<string, string>> = {}): Uint8Array {
  const initializers = [{ name: 'w', shape: [3], external: { location, ...more } }];
  return buildOnnx({ ...addGraph, initializers });
}

describe('external data', () => {
  it.each([
    ['beside the model', 'w.bin', {}, weights],
    ['in a folder below it', 'data/w.bin', {}, weights],
    ['in a part of a file', 'w.bin', { offset: '4', length: '12' }, Uint8Array.of(0, 0, 0, 0, ...weights)],
  ])('is read %s', async (_, location, more, bytes) => {
    const files = await folderModel({ 'model.onnx': external(location, more), [location]: bytes });
    const { tensors } = (await (await loadOnnx(files, {})).predict({ x })) as TensorMap;
    expect(tensors['y']?.data).toStrictEqual(new Float32Array([11, 21, 31]));
  });

  it.each([
    '../w.bin',
    'data/../../w.bin',
    '/etc/hostname',
    '..\\w.bin',
    'C:\\w.bin',
    'https://example.com/w.bin',
    'w.bin\u0000.txt',
    'data//w.bin',
    '',
    'gone.bin',
    'data',
  ])('is refused at %j', async (location) => {
    const files = await folderModel({ 'inner/model.onnx': external(location), 'w.bin': weights, 'inner/data/x': '' });
    await expect(loadOnnx(files, {})).rejects.toMatchObject({ code: 'ERR_ZOO_MODEL_INVALID' });
  });

  it.each([{ offset: '-4' }, { offset: '0x0' }, { offset: '4' }, { length: '1000000000000000000' }, { length: '13' }])(
    'is refused with a range that the file does not have: %j',
    async (range) => {
      const files = await folderModel({
        'model.onnx': external('w.bin', { length: '12', ...range }),
        'w.bin': weights,
      });
      await expect(loadOnnx(files, {})).rejects.toMatchObject({ code: 'ERR_ZOO_MODEL_INVALID' });
    },
  );

  it('is not read through a link that is no file of the model', async () => {
    const files = await folderModel({ 'model.onnx': external('w.bin') });
    const outside = join(await temporaryFolder(), 'w.bin');
    await writeFile(outside, weights);
    await symlink(outside, join(files.path, 'w.bin'));
    await expect(loadOnnx(files, {})).rejects.toMatchObject({ code: 'ERR_ZOO_MODEL_INVALID' });
  });

  it('is read through the links that a store puts in place of its files', async () => {
    const files = await folderModel({ 'model.onnx': external('w.bin'), 'w.bin': weights });
    const blobs = await temporaryFolder();
    await mkdir(join(blobs, 'sha256'));
    for (const [index, file] of files.files.entries()) {
      const blob = join(blobs, 'sha256', String(index));
      await rename(file, blob);
      await symlink(blob, file);
    }
    const { tensors } = (await (await loadOnnx(files, {})).predict({ x })) as TensorMap;
    expect(tensors['y']?.data).toStrictEqual(new Float32Array([11, 21, 31]));
  });
});
