import { existsSync } from 'node:fs';
import type { BoundingBox, Detection, Point } from '@modelzoo/core';
import { decodeImage, type Size } from '@modelzoo/runtime-onnx';
import { expect } from 'vitest';
import { imagePath, readResults } from './collection.js';

/** A thing of a reference: edges in pixels of the picture, left, top, right, bottom. */
export interface ReferenceThing {
  readonly label: string;
  readonly score: number;
  readonly box: readonly [number, number, number, number];
  readonly keypoints: readonly Point[];
}

/** References of detectors without keypoints leave them out. */
type RawThing = Omit<ReferenceThing, 'keypoints'> & Partial<Pick<ReferenceThing, 'keypoints'>>;

export interface ReferencePicture {
  readonly path: string;
  readonly image: string;
  readonly size: Size;
  readonly things: readonly ReferenceThing[];
}

/**
 * The pictures of a reference that the collection has.
 * @param letterbox Side of the square that pictures were letterboxed into. The references undo that by the ratio of the sides,
 *   though the resized picture has whole pixels, a little fewer. What they say is corrected by that difference.
 */
export async function referencePictures(name: string, letterbox?: number): Promise<ReferencePicture[]> {
  type Results = readonly { readonly image: string; readonly detections: readonly RawThing[] }[];
  const pictures = [];
  for (const { image, detections } of (await readResults(name)) as Results) {
    const path = imagePath(image);
    if (!existsSync(path)) continue;
    const { width, height } = await decodeImage(path);
    const ratio = letterbox === undefined ? 1 : letterbox / Math.max(width, height);
    const correct = (side: number): number => (side * ratio) / Math.floor(side * ratio + 1e-6);
    const [factorX, factorY] = [correct(width), correct(height)];
    const things = detections.map(({ box: [left, top, right, bottom], keypoints = [], ...thing }): ReferenceThing => ({
      ...thing,
      box: [left * factorX, top * factorY, right * factorX, bottom * factorY],
      keypoints: keypoints.map(([x, y]) => [x * factorX, y * factorY]),
    }));
    pictures.push({ path, image, size: { width, height }, things });
  }
  return pictures;
}

/** Every thing of the reference is there and no other, with its label, score and box. */
export function expectSameThings(found: readonly Detection[], picture: ReferencePicture, scoreTolerance = 0.005): void {
  const { image, size, things } = picture;
  expect({ image, labels: found.map(({ label }) => label) }).toStrictEqual({
    image,
    labels: things.map(({ label }) => label),
  });
  for (const [index, { score, box }] of things.entries()) {
    const detection = found[index];
    expect(Math.abs((detection?.confidence ?? 0) - score)).toBeLessThan(scoreTolerance);
    expect(overlap(detection?.bounding_box ?? [0, 0, 0, 0], toRelative(box, size))).toBeGreaterThan(0.98);
  }
}

/** Some references let boxes end outside of the picture; ours end at its edges. */
function toRelative(box: ReferenceThing['box'], { width, height }: Size): BoundingBox {
  const [left, top, right, bottom] = box;
  const [x, y] = [Math.max(left / width, 0), Math.max(top / height, 0)];
  return [x, y, Math.min(right / width, 1) - x, Math.min(bottom / height, 1) - y];
}

/** Intersection over union of two boxes. */
export function overlap(a: BoundingBox, b: BoundingBox): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  const shared = Math.max(width, 0) * Math.max(height, 0);
  return shared / (a[2] * a[3] + b[2] * b[3] - shared);
}
