import type { TensorMap } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { buildOnnx, identityGraph, type GraphSpec } from '../../../test/build-onnx.js';
import { colourPicture, type Colour } from '../../../test/colour-picture.js';
import { folderModel, loadOnnx } from '../../../test/load-onnx.js';
import { colourLuma } from './colour-luma.js';

const rows: Colour[][] = [
  [
    [250, 10, 20],
    [30, 240, 50],
  ],
];

async function run(graph: GraphSpec, config: object) {
  const files = await folderModel({ 'model.onnx': buildOnnx(graph) });
  const model = await loadOnnx(files, { task: 'image-to-image', ...config });
  const { tensors } = (await model.predict(await colourPicture(rows))) as TensorMap;
  return tensors['image'];
}

describe('an image-to-image model', () => {
  const input = { scale: 1 / 255, mean: 0.5, std: 0.5 };
  const output = { decode: 'image', scale: 127.5, offset: 127.5 };

  it.each(['RGB', 'BGR'])('gives pixels back in RGB, where the graph has %s', async (channels) => {
    const image = await run(identityGraph('float32', [1, 3, 1, 2]), { input: { ...input, channels }, output });
    expect(image).toStrictEqual({ type: 'uint8', dims: [1, 2, 3], data: Uint8Array.from(rows.flat(2)) });
  });

  it('takes off the padding', async () => {
    const padded = { ...input, fit: 'letterbox', pad: 99 };
    const image = await run(identityGraph('float32', [1, 3, 2, 2]), { input: padded, output });
    expect(image).toStrictEqual({ type: 'uint8', dims: [1, 2, 3], data: Uint8Array.from(rows.flat(2)) });
  });

  it('colours the brightness that the graph gives', async () => {
    const image = await run(identityGraph('float32', [1, 1, 1, 2]), {
      input: { channels: 'Y', scale: 1 / 255 },
      output: { decode: 'image', scale: 255 },
    });
    expect(image?.dims).toStrictEqual([1, 2, 3]);
    for (const [index, value] of rows.flat(2).entries()) {
      expect(Math.abs(Number(image?.data[index]) - value)).toBeLessThanOrEqual(1);
    }
  });

  it('gives grey pictures for graphs that make them', async () => {
    const image = await run(identityGraph('float32', [1, 1, 1, 2]), { output: { decode: 'image' } });
    expect(image?.dims).toStrictEqual([1, 2, 1]);
  });

  it('says when the graph has other channels', async () => {
    const graph = identityGraph('float32', [1, 3, 1, 2]);
    await expect(run(graph, { output: { decode: 'image', channels: 'GRAY' } })).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
    });
  });
});

describe('colourLuma', () => {
  it('leaves grey pictures grey', () => {
    const luma = { data: Uint8Array.of(9), width: 1, height: 1, channels: 1 } as const;
    expect(colourLuma(luma, luma).data).toStrictEqual(Uint8Array.of(9, 9, 9));
  });
});
