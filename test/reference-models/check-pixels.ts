import type { Heatmap, Segmentation, TensorMap } from '@modelzoo/core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { imagePath, readResults } from './collection.js';
import type { ReferenceCheck } from './reference-check.js';

/** Parts of a picture that a class may take up more or less, on another processor. */
const TOLERANCE = 0.002;

/** How much of each picture is of each class. */
export const checkClassesOfPixels: ReferenceCheck = async (source, name) => {
  type Results = readonly { readonly image: string; readonly classFractions: Readonly<Record<string, number>> }[];
  const results = (await readResults(name)) as Results;
  const found = await source.apply(
    name,
    results.map(({ image }) => imagePath(image)),
  );
  for (const [index, { classFractions }] of results.entries()) {
    const { mask, labels } = found[index] as Segmentation;
    const counts = new Map<string, number>();
    for (const each of mask) {
      const label = labels?.[each] ?? '';
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    for (const [label, fraction] of Object.entries(classFractions)) {
      expect(Math.abs((counts.get(label) ?? 0) / mask.length - fraction)).toBeLessThan(TOLERANCE);
    }
  }
};

type People = readonly {
  readonly image: string;
  readonly foregroundFraction: number;
  readonly centroid: readonly [number, number];
  readonly coverage8x8: readonly (readonly number[])[];
}[];

/** Where in each picture the person is, in the pixels of the graph. */
export const checkPerson: ReferenceCheck = async (source, name) => {
  const results = (await readResults(name)) as People;
  const found = await source.apply(
    name,
    results.map(({ image }) => imagePath(image)),
  );
  for (const [index, { foregroundFraction, coverage8x8, centroid }] of results.entries()) {
    const { mask, width, height } = found[index] as Segmentation;
    expect({ width, height }).toStrictEqual({ width: 256, height: 256 });
    const coverage = Array.from({ length: 64 }, () => 0);
    let [foreground, across, down] = [0, 0, 0];
    for (const [pixel, inside] of mask.entries()) {
      if (inside === 0) continue;
      const [x, y] = [pixel % 256, Math.floor(pixel / 256)];
      foreground += 1;
      across += x / 256;
      down += y / 256;
      const block = Math.floor(y / 32) * 8 + Math.floor(x / 32);
      coverage[block] = (coverage[block] ?? 0) + 1 / 1024;
    }
    expect(Math.abs(foreground / mask.length - foregroundFraction)).toBeLessThan(TOLERANCE);
    expect(Math.abs(across / foreground - centroid[0])).toBeLessThan(0.01);
    expect(Math.abs(down / foreground - centroid[1])).toBeLessThan(0.01);
    for (const [block, expected] of coverage8x8.flat().entries()) {
      expect(Math.abs((coverage[block] ?? 0) - expected)).toBeLessThan(0.02);
    }
  }
};

/** The same person as a matte, at the size of the picture. */
export const checkMatte: ReferenceCheck = async (source, name) => {
  const results = (await readResults('portrait-segmentation/mediapipe-selfie-256')) as People;
  for (const { image, foregroundFraction } of results) {
    const [found] = (await source.apply(name, imagePath(image))) as Heatmap[];
    const { width, height } = await sharp(imagePath(image)).metadata();
    expect(found).toMatchObject({ width, height });
    const inside = (found?.map ?? []).filter((value) => value >= 0.5).length / width / height;
    expect(Math.abs(inside - foregroundFraction)).toBeLessThan(TOLERANCE);
  }
};

/** How near a picture that was made smaller comes to what it was. */
export const checkSuperResolution: ReferenceCheck = async (source, name) => {
  type Results = readonly {
    readonly image: string;
    readonly crop: readonly [left: number, top: number, width: number, height: number];
    readonly psnrModel: number;
    readonly psnrCubicUpscale: number;
  }[];
  for (const { image, crop, psnrModel, psnrCubicUpscale } of (await readResults(name)) as Results) {
    const [left, top, width, height] = crop;
    const part = await sharp(imagePath(image)).extract({ left, top, width, height }).removeAlpha().png().toBuffer();
    const truth = await sharp(part).resize(672, 672, { kernel: 'lanczos3' }).png().toBuffer();
    const small = await sharp(truth).resize(224, 224, { kernel: 'cubic' }).png().toBuffer();
    const [found] = (await source.apply(name, small)) as TensorMap[];
    const { dims, data } = found?.tensors['image'] ?? {};
    expect(dims).toStrictEqual([672, 672, 3]);
    const psnr = signalToNoise(lumaOf(data as Uint8Array), lumaOf(await sharp(truth).raw().toBuffer()));
    expect(Math.abs(psnr - psnrModel)).toBeLessThan(0.3);
    expect(psnr).toBeGreaterThan(psnrCubicUpscale);
  }
};

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
