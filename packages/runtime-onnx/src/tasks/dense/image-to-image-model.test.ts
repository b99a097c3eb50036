import type { TensorMap } from '@modelzoo/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { buildOnnx, identityGraph, type GraphSpec } from '../../../test/build-onnx.js';
import { colourPicture, type Colour } from '../../../test/colour-picture.js';
import { folderModel, loadOnnx, oneFile } from '../../../test/load-onnx.js';
import { imagePath, missingModels, modelPath, readReference } from '../../../test/shared-models.js';
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

describe.skipIf(missingModels !== undefined)(`reference models ${missingModels ?? ''}`, () => {
  interface Reference {
    readonly results: readonly {
      readonly image: string;
      readonly crop: readonly [left: number, top: number, width: number, height: number];
      readonly psnrModel: number;
      readonly psnrCubicUpscale: number;
    }[];
  }

  it('enlarges pictures as well as the reference does', async () => {
    const folder = 'super-resolution__espcn-x3-224';
    const model = await loadOnnx(oneFile(modelPath(folder)), {
      task: 'image-to-image',
      input: { channels: 'Y', scale: 1 / 255 },
      output: { decode: 'image', scale: 255 },
    });
    for (const { image, crop, psnrModel, psnrCubicUpscale } of (readReference(folder) as Reference).results) {
      const [left, top, width, height] = crop;
      const part = await sharp(imagePath(image)).extract({ left, top, width, height }).removeAlpha().png().toBuffer();
      const truth = await sharp(part).resize(672, 672, { kernel: 'lanczos3' }).png().toBuffer();
      const small = await sharp(truth).resize(224, 224, { kernel: 'cubic' }).png().toBuffer();
      const { tensors } = (await model.predict(small)) as TensorMap;
      expect(tensors['image']?.dims).toStrictEqual([672, 672, 3]);
      const found = lumaOf(tensors['image']?.data as Uint8Array);
      const wanted = lumaOf(await sharp(truth).raw().toBuffer());
      const psnr = signalToNoise(found, wanted);
      expect(Math.abs(psnr - psnrModel)).toBeLessThan(0.3);
      expect(psnr).toBeGreaterThan(psnrCubicUpscale);
    }
  });
});

function lumaOf(pixels: Uint8Array): Float64Array {
  return Float64Array.from({ length: pixels.length / 3 }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(pixel * 3, pixel * 3 + 3);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
}

/** In decibels. */
function signalToNoise(found: Float64Array, wanted: Float64Array): number {
  const squares = found.reduce((sum, value, pixel) => sum + (value - (wanted[pixel] ?? 0)) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / found.length));
}
