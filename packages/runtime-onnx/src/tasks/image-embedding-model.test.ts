import type { TensorMap } from '@modelzoo/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { identityGraph, meanColourGraph, type GraphSpec } from '../../test/build-onnx.js';
import { describeTask } from '../../test/describe-task.js';
import { loadGraph } from '../../test/load-onnx.js';

const config = { task: 'image-embedding', input: { scale: 1 / 255 }, output: { decode: 'embedding' } };

function picture(red: number, green: number, blue: number): Promise<Uint8Array> {
  return sharp({ create: { width: 3, height: 3, channels: 3, background: { r: red, g: green, b: blue } } })
    .png()
    .toBuffer();
}

async function load(graph: GraphSpec, output: object = {}) {
  return loadGraph(graph, { ...config, output: { ...config.output, ...output } }, { maxBatchSize: 2 });
}

describeTask({
  graph: meanColourGraph('batch'),
  config,
  inputs: () => Promise.all([picture(200, 10, 10), picture(10, 200, 10), picture(50, 60, 200)]),
  badInput: () => new TextEncoder().encode('no picture'),
});

describe('an image embedding model', () => {
  it('gives the vector of each picture, over several batches', async () => {
    const model = await load(meanColourGraph('batch'));
    expect(model).toMatchObject({ mediaType: 'image', hasEmbeddings: true, hasLogits: false });
    const inputs = await Promise.all([picture(255, 0, 0), picture(0, 255, 0), picture(0, 0, 51)]);
    const vectors = await model.embedAll(inputs);
    expect(vectors.map((vector) => [...vector].map((value) => value.toFixed(2)))).toStrictEqual([
      ['1.00', '0.00', '0.00'],
      ['0.00', '1.00', '0.00'],
      ['0.00', '0.00', '0.20'],
    ]);
  });

  it('brings vectors to the length 1 when asked to, but not those of zeros', async () => {
    const model = await load(meanColourGraph(1), { l2: true });
    const [red = 0, green = 0, blue = 0] = await model.embed(await picture(30, 40, 0));
    expect([red, green, blue].map((value) => value.toFixed(4))).toStrictEqual(['0.6000', '0.8000', '0.0000']);
    expect([...(await model.embed(await picture(0, 0, 0)))]).toStrictEqual([0, 0, 0]);
  });

  it('predicts the same vector, as a tensor', async () => {
    const model = await load(meanColourGraph(1));
    const input = await picture(1, 2, 3);
    const { tensors } = (await model.predict(input)) as TensorMap;
    expect(tensors['embedding']).toStrictEqual({ type: 'float32', dims: [3], data: await model.embed(input) });
  });

  it('pools a map of features', async () => {
    const model = await load(identityGraph('float32', [1, 3, 2, 2]), { pooling: 'mean' });
    const vector = await model.embed(await picture(255, 51, 0));
    expect([...vector].map((value) => value.toFixed(2))).toStrictEqual(['1.00', '0.20', '0.00']);
  });

  it.each([{}, { pooling: 'first' }])('refuses a map of features with %j', async (output) => {
    await expect(load(identityGraph('float32', [1, 3, 2, 2]), output)).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      hint: expect.stringContaining('output.pooling'),
    });
  });
});
