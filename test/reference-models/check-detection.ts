import type { Detections, Keypoints } from '@modelzoo/core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { imagePath, readResults } from './collection.js';
import { SCORE_TOLERANCE, type ReferenceCheck } from './reference-check.js';
import { expectSameThings, referencePictures } from './reference-pictures.js';

/** Pixels that a keypoint may be away. */
const POINT_TOLERANCE = 0.5;

/** @param letterbox Side of the square that the model gets pictures in, where they are padded. */
export function checkThings(letterbox?: number): ReferenceCheck {
  return async (source, name) => {
    const pictures = await referencePictures(name, letterbox);
    expect(pictures.length).toBeGreaterThan(3);
    const found = (await source.apply(
      name,
      pictures.map(({ path }) => path),
    )) as Detections[];
    for (const [index, picture] of pictures.entries()) expectSameThings(found[index]?.detections ?? [], picture);
  };
}

/** As {@link checkThings}, and the points of each thing. */
export function checkThingsWithPoints(letterbox: number): ReferenceCheck {
  return async (source, name) => {
    const pictures = await referencePictures(name, letterbox);
    expect(pictures.length).toBeGreaterThan(3);
    const found = await source.apply(
      name,
      pictures.map(({ path }) => path),
    );
    for (const [index, picture] of pictures.entries()) {
      const { detections, keypoints } = found[index] as unknown as { detections: Detections; keypoints: Keypoints };
      expectSameThings(detections.detections, picture);
      expect(keypoints.keypoints).toHaveLength(picture.things.length);
      for (const [thing, { keypoints: expected }] of picture.things.entries()) {
        const points = keypoints.keypoints[thing]?.points ?? [];
        expect(points).toHaveLength(expected.length);
        for (const [point, [x, y]] of expected.entries()) {
          const [relativeX = 0, relativeY = 0] = points[point] ?? [];
          expect(Math.abs(relativeX * picture.size.width - x)).toBeLessThan(POINT_TOLERANCE);
          expect(Math.abs(relativeY * picture.size.height - y)).toBeLessThan(POINT_TOLERANCE);
        }
      }
    }
  };
}

/** Faces that were cut out, and the points of each. */
export const checkLandmarks: ReferenceCheck = async (source, name) => {
  type Faces = readonly {
    readonly image: string;
    readonly crop: readonly [left: number, top: number, width: number, height: number];
    readonly presence: number;
    readonly points: Readonly<Record<string, readonly [number, number]>>;
  }[];
  const results = (await readResults(name)) as Faces;
  expect(results.length).toBeGreaterThan(1);
  for (const { image, crop, presence, points } of results) {
    const [left, top, width, height] = crop;
    const face = await sharp(imagePath(image)).extract({ left, top, width, height }).png().toBuffer();
    const [found] = (await source.apply(name, face)) as Keypoints[];
    expect(found?.keypoints).toHaveLength(1);
    const [keypoint] = found?.keypoints ?? [];
    expect(keypoint?.points).toHaveLength(468);
    expect(Math.abs((keypoint?.confidence?.[0] ?? 0) - presence)).toBeLessThan(SCORE_TOLERANCE);
    for (const [point, [x, y]] of Object.entries(points)) {
      const [relativeX = 0, relativeY = 0] = keypoint?.points[Number(point.split('_')[1])] ?? [];
      expect(Math.abs(relativeX * width + left - x)).toBeLessThan(POINT_TOLERANCE);
      expect(Math.abs(relativeY * height + top - y)).toBeLessThan(POINT_TOLERANCE);
    }
  }
};
