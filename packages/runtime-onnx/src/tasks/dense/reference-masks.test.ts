import { dirname } from 'node:path';
import type { Heatmap, Segmentation } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { loadOnnx, oneFile } from '../../../test/load-onnx.js';
import { imagePath, missingModels, modelPath, readReference } from '../../../test/shared-models.js';

/** Parts of a picture that a class may take up more or less, on another processor. */
const TOLERANCE = 0.002;

interface ClassReference {
  readonly results: readonly { readonly image: string; readonly classFractions: Readonly<Record<string, number>> }[];
}

interface MaskReference {
  readonly results: readonly {
    readonly image: string;
    readonly foregroundFraction: number;
    readonly centroid: readonly [number, number];
    readonly coverage8x8: readonly (readonly number[])[];
  }[];
}

describe.skipIf(missingModels !== undefined)(`reference models ${missingModels ?? ''}`, () => {
  it.each([true, false])('finds the classes of the reference, with resize %s', async (resize) => {
    const folder = 'semantic-segmentation__deeplabv3-mnv2-voc';
    const model = await loadOnnx(oneFile(modelPath(folder), dirname(modelPath(folder))), {
      task: 'semantic-segmentation',
      input: { scale: 2 / 255, mean: 1 },
      output: { decode: 'argmax', labels_path: 'labels.txt', resize },
    });
    for (const { image, classFractions } of (readReference(folder) as ClassReference).results) {
      const { mask, labels } = (await model.predict(imagePath(image))) as Segmentation;
      const counts = new Map<string, number>();
      for (const each of mask) {
        const label = labels?.[each] ?? '';
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
      for (const [label, fraction] of Object.entries(classFractions)) {
        expect(Math.abs((counts.get(label) ?? 0) / mask.length - fraction)).toBeLessThan(TOLERANCE);
      }
    }
  });

  const selfie = 'portrait-segmentation__mediapipe-selfie-256';

  it('cuts out the person of the reference', async () => {
    const model = await loadOnnx(oneFile(modelPath(selfie)), {
      task: 'image-matting',
      input: { scale: 1 / 255 },
      output: { decode: 'mask', threshold: 0.5, resize: false },
    });
    for (const { image, foregroundFraction, coverage8x8, centroid } of (readReference(selfie) as MaskReference)
      .results) {
      const { mask, width, height } = (await model.predict(imagePath(image))) as Segmentation;
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
  });

  it('gives the same person as a matte of the size of the picture', async () => {
    const model = await loadOnnx(oneFile(modelPath(selfie)), {
      task: 'image-matting',
      input: { scale: 1 / 255 },
      output: { decode: 'mask' },
    });
    const [first] = (readReference(selfie) as MaskReference).results;
    const { map, width, height } = (await model.predict(imagePath(first?.image ?? ''))) as Heatmap;
    expect({ width, height }).toStrictEqual({ width: 512, height: 512 });
    const inside = map.filter((value) => value >= 0.5).length / map.length;
    expect(Math.abs(inside - (first?.foregroundFraction ?? 0))).toBeLessThan(TOLERANCE);
  });
});
