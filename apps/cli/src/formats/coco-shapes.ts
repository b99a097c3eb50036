import { ZooError, type BoundingBox, type Label, type Point } from '@modelzoo/core';
import type { PictureSize } from './picture-size.js';

/** What COCO says of one object, without its numbers. Pixels, of the picture as it is looked at. */
export interface CocoShape {
  /** Name of its category. */
  readonly category: string;
  /** `[left, top, width, height]`. */
  readonly bbox: readonly number[];
  readonly area: number;
  /** Polygons, each `[x1, y1, x2, y2, …]`. */
  readonly segmentation?: readonly (readonly number[])[];
  /** `[x1, y1, 2, x2, y2, 2, …]`. */
  readonly keypoints?: readonly number[];
  readonly num_keypoints?: number;
  readonly score?: number;
}

/**
 * The objects of a label.
 * @throws ZooError `ERR_ZOO_CAPABILITY_MISSING` for labels that are no objects in a picture
 */
export function cocoShapes(label: Label, size: PictureSize): readonly CocoShape[] {
  switch (label._cls) {
    case 'Detections':
      return label.detections.flatMap((item) => cocoShapes(item, size));
    case 'Polylines':
      return label.polylines.flatMap((item) => cocoShapes(item, size));
    case 'Keypoints':
      return label.keypoints.flatMap((item) => cocoShapes(item, size));
    case 'Detection': {
      const bbox = toPixels(label.bounding_box, size);
      return [{ category: label.label, bbox, area: (bbox[2] ?? 0) * (bbox[3] ?? 0), ...score(label.confidence) }];
    }
    case 'Polyline': {
      const polygons = label.points.map((points) => points.map((point) => pointToPixels(point, size)));
      const area = polygons.reduce((sum, polygon) => sum + areaOf(polygon), 0);
      const segmentation = polygons.map((polygon) => polygon.flat());
      return [
        { category: label.label, bbox: boundsOf(polygons.flat()), area, segmentation, ...score(label.confidence) },
      ];
    }
    case 'Keypoint': {
      const points = label.points.map((point) => pointToPixels(point, size));
      const bbox = boundsOf(points);
      return [
        {
          category: label.label,
          bbox,
          area: (bbox[2] ?? 0) * (bbox[3] ?? 0),
          keypoints: points.flatMap(([x, y]) => [x, y, VISIBLE]),
          num_keypoints: points.length,
        },
      ];
    }
    default:
      throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', `COCO has no place for labels of the kind ${label._cls}.`, {
        hint: 'Use --format jsonl, which keeps every kind.',
      });
  }
}

/** COCO's mark for a keypoint that is labelled and visible. */
const VISIBLE = 2;

function score(confidence: number | undefined): { readonly score?: number } {
  return confidence === undefined ? {} : { score: confidence };
}

function toPixels([x, y, width, height]: BoundingBox, size: PictureSize): readonly number[] {
  return [x * size.width, y * size.height, width * size.width, height * size.height];
}

function pointToPixels([x, y]: Point, size: PictureSize): Point {
  return [x * size.width, y * size.height];
}

function boundsOf(points: readonly Point[]): readonly number[] {
  if (points.length === 0) return [0, 0, 0, 0];
  const left = points.reduce((least, [x]) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const top = points.reduce((least, [, y]) => Math.min(least, y), Number.POSITIVE_INFINITY);
  const right = points.reduce((most, [x]) => Math.max(most, x), Number.NEGATIVE_INFINITY);
  const bottom = points.reduce((most, [, y]) => Math.max(most, y), Number.NEGATIVE_INFINITY);
  return [left, top, right - left, bottom - top];
}

/** The shoelace formula. */
function areaOf(polygon: readonly Point[]): number {
  let doubled = 0;
  for (const [index, [x, y]] of polygon.entries()) {
    const [nextX, nextY] = polygon[(index + 1) % polygon.length] ?? [x, y];
    doubled += x * nextY - nextX * y;
  }
  return Math.abs(doubled) / 2;
}
