import { join } from 'node:path';
import type { ModelInput, TensorMap } from '@modelzoo/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { addGraph, buildOnnx, identityGraph, meanColourGraph } from '../test/build-onnx.js';
import { describeTask } from '../test/describe-task.js';
import { folderModel, loadOnnx, oneFile } from '../test/load-onnx.js';
import { onnx } from './onnx.js';

const encoder = new TextEncoder();

async function picture(red: number, green: number, blue: number): Promise<Uint8Array> {
  return sharp({ create: { width: 5, height: 4, channels: 3, background: { r: red, g: green, b: blue } } })
    .png()
    .toBuffer();
}

describeTask({
  graph: addGraph,
  config: { task: 'tensors' },
  inputs: () =>
    [1, 2, 3].map((value): ModelInput => ({
      x: { type: 'float32', dims: [3], data: new Float32Array([value, value, value]) },
    })),
  badInput: () => ({ x: { type: 'float32', dims: [4], data: new Float32Array(4) } }),
});

describe.each(['batch', 1])('a graph whose batch is %s', (batch) => {
  describeTask({
    graph: meanColourGraph(batch),
    config: {
      task: 'image-classification',
      input: { scale: 1 / 255 },
      output: { decode: 'softmax', labels: ['red', 'green', 'blue'], top_k: 3 },
    },
    answers: { size: '2x2', labels: 'red\ngreen\nblue' },
    inputs: () => Promise.all([picture(200, 10, 10), picture(10, 200, 10), picture(50, 60, 200)]),
    badInput: () => encoder.encode('no picture'),
  });
});

describe('onnx', () => {
  it('is a plugin with one loader, made anew on each call', () => {
    const plugin = onnx();
    expect(plugin).toMatchObject({ name: '@modelzoo/runtime-onnx', specVersion: 'v1' });
    expect(plugin.loaders?.map(({ id, types, formats }) => ({ id, types, formats }))).toStrictEqual([
      { id: 'onnx', types: ['onnx'], formats: ['.onnx'] },
    ]);
    expect(onnx().loaders?.[0]).not.toBe(plugin.loaders?.[0]);
  });

  it('takes raw tensors when no task is given', async () => {
    const model = await loadOnnx(await folderModel({ 'model.onnx': buildOnnx(addGraph) }), {});
    expect(model.mediaType).toBe('tensor');
  });

  it('takes the file that the config names out of several, and asks for it when it does not', async () => {
    const files = await folderModel({
      'a.onnx': buildOnnx(addGraph),
      'sub/b.onnx': buildOnnx(identityGraph('float32', [3])),
    });
    await expect(loadOnnx(files, {})).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      hint: expect.stringContaining('sub/b.onnx'),
    });
    const model = await loadOnnx(files, { file: 'sub/b.onnx' });
    const data = new Float32Array([7, 8, 9]);
    const { tensors } = (await model.predict({ x: { type: 'float32', dims: [3], data } })) as TensorMap;
    expect(tensors['y']?.data).toStrictEqual(data);
  });

  it('takes the file of the dtype that the user wants, and the first when none is wanted', async () => {
    const files = await folderModel({
      'model.onnx': buildOnnx(identityGraph('float32', [1])),
      'onnx/half.onnx': buildOnnx(identityGraph('float16', [1])),
    });
    const config = { file: { fp32: 'model.onnx', fp16: 'onnx/half.onnx' } };
    const single = { type: 'float32', dims: [1], data: Float32Array.of(1) } as const;
    const half = { type: 'float16', dims: [1], data: Uint16Array.of(0x3c00) } as const;
    for (const [dtype, x, other] of [
      [undefined, single, half],
      ['fp32', single, half],
      ['fp16', half, single],
    ] as const) {
      const model = await loadOnnx(files, config, { parameters: { dtype } });
      await expect(model.predict({ x })).resolves.toMatchObject({ tensors: { y: x } });
      await expect(model.predict({ x: other })).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID' });
    }
    await expect(loadOnnx(files, config, { parameters: { dtype: 'q8' } })).rejects.toMatchObject({
      code: 'ERR_ZOO_CONFIG_INVALID',
      hint: 'It comes as fp32, fp16.',
    });
    await expect(loadOnnx(files, { file: 'model.onnx' }, { parameters: { dtype: 'fp32' } })).rejects.toMatchObject({
      code: 'ERR_ZOO_CONFIG_INVALID',
      hint: expect.stringContaining('leave dtype out'),
    });
  });

  it.each(['../a.onnx', 'c.onnx', '/etc/hostname'])('does not open %s, which is no file of the model', async (file) => {
    const load = loadOnnx(await folderModel({ 'a.onnx': buildOnnx(addGraph) }), { file });
    await expect(load).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });

  it('says that a file is gone', async () => {
    const { path } = await folderModel({});
    const load = loadOnnx(oneFile(join(path, 'gone.onnx')), {});
    await expect(load).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });

  it('refuses a provider that this machine lacks', async () => {
    const files = await folderModel({ 'model.onnx': buildOnnx(addGraph) });
    const lacking = process.platform === 'win32' ? 'coreml' : 'dml';
    const load = loadOnnx(files, { session: { providers: [lacking] } });
    await expect(load).rejects.toMatchObject({
      code: 'ERR_ZOO_CAPABILITY_MISSING',
      details: expect.objectContaining({ missing: [lacking] }),
    });
  });

  it('lets the parameters of the user win over the config of the author', async () => {
    const files = await folderModel({ 'model.onnx': buildOnnx(meanColourGraph(1)) });
    const config = { task: 'image-classification', output: { decode: 'softmax', top_k: 1 } };
    const model = await loadOnnx(files, config, { parameters: { top_k: 2, session: { intra_op_threads: 1 } } });
    const prediction = await model.predict(await picture(3, 2, 1));
    expect(prediction).toMatchObject({
      _cls: 'Classifications',
      classifications: [{ label: '0' }, { label: '1' }],
    });
    await expect(loadOnnx(files, config, { parameters: { topk: 2 } })).rejects.toMatchObject({
      code: 'ERR_ZOO_CONFIG_INVALID',
      hint: expect.stringContaining('Did you mean "top_k"?'),
    });
  });
});
