import type { Keypoints, ModelInput, TensorMap } from '@modelzoo/core';
import { decodeImage, type RawImage } from '@modelzoo/runtime-onnx';
import { expect } from 'vitest';
import type { ModelSource } from '../model-source.js';
import { alignFace, mirrorAndDarken } from './align-face.js';
import { imagePath, readResults } from './collection.js';
import { RESIZED_TOLERANCE, type ReferenceCheck } from './reference-check.js';

interface Faces {
  readonly names: readonly string[];
  readonly cosine: readonly (readonly number[])[];
  readonly first8: Readonly<Record<string, readonly number[]>>;
}

/** Whose face it is: the faces are found by YuNet, turned upright and then compared. */
export const checkFaces: ReferenceCheck = async (source, name) => {
  const { names, cosine: wanted, first8 } = (await readResults(name)) as Faces;
  const faces = await Promise.all(names.map((face) => findFace(source, face)));
  const vectors = (await source.apply(name, faces as unknown as ModelInput[])).map(
    (found) => (found as TensorMap).tensors['embedding']?.data as Float32Array,
  );
  for (const [index, face] of names.entries()) {
    for (const [place, value] of (first8[face] ?? []).entries())
      expect(Math.abs((vectors[index]?.[place] ?? 0) - value)).toBeLessThan(RESIZED_TOLERANCE);
  }
  for (const [row, values] of wanted.entries()) {
    for (const [column, value] of values.entries()) {
      const found = cosine(vectors[row] ?? new Float32Array(), vectors[column] ?? new Float32Array());
      expect(Math.abs(found - value)).toBeLessThan(RESIZED_TOLERANCE);
    }
  }
};

/** @param name As the reference has it: `face.jpg#1 mirrored,x0.8`. */
async function findFace(source: ModelSource, name: string): Promise<RawImage> {
  const [, file = '', number = '', mirrored] = /^(\S+)#(\d+)( mirrored)?/.exec(name) ?? [];
  const picture = await decodeImage(imagePath(file));
  const [found] = await source.apply('face-detection/yunet-n', imagePath(file));
  const { keypoints } = found as unknown as { readonly keypoints: Keypoints };
  const points = keypoints.keypoints[Number(number)]?.points ?? [];
  // The reference undoes the letterbox by the ratio of sides, not by whole pixels.
  const ratio = 640 / Math.max(picture.width, picture.height);
  const pixels = (side: number): number => Math.floor(side * ratio + 1e-6) / ratio;
  const face = alignFace(
    picture,
    points.map(([x, y]) => [x * pixels(picture.width), y * pixels(picture.height)]),
  );
  return mirrored === undefined ? face : mirrorAndDarken(face, 0.8);
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
