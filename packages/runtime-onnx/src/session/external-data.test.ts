import { link, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { TensorMap } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { addGraph, buildOnnx } from '../../test/build-onnx.js';
import { folderModel, loadOnnx } from '../../test/load-onnx.js';

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

  it.each(['w.bin', 'data/w.bin'])('is not read through a link, at %s', async (location) => {
    const files = await folderModel({ 'model.onnx': external(location) });
    const outside = await folderModel({ 'w.bin': weights });
    await symlink(outside.path, join(files.path, 'data'));
    await symlink(join(outside.path, 'w.bin'), join(files.path, 'w.bin'));
    await expect(loadOnnx(files, {})).rejects.toMatchObject({ code: 'ERR_ZOO_MODEL_INVALID' });
  });

  it('is read from files that a store shares by hard links', async () => {
    const blobs = await folderModel({ model: external('w.bin'), weights });
    const files = await folderModel({});
    const path = join(files.path, 'model.onnx');
    await link(join(blobs.path, 'model'), path);
    await link(join(blobs.path, 'weights'), join(files.path, 'w.bin'));
    const { tensors } = (await (await loadOnnx({ ...files, files: [path] }, {})).predict({ x })) as TensorMap;
    expect(tensors['y']?.data).toStrictEqual(new Float32Array([11, 21, 31]));
  });
});
