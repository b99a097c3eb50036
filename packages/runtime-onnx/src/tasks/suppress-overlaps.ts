import type { BoundingBox, Detection } from '@modelzoo/core';

/** Options of {@link suppressOverlaps}. */
export interface SuppressOptions {
  /** Boxes that share more than this part of their union count as one. Default 0.45. */
  readonly iou?: number | undefined;
  /** Compare boxes of the same label only. Default `true`. */
  readonly perClass?: boolean | undefined;
  /** Keep at most so many. Default 300. */
  readonly max?: number | undefined;
}

/**
 * Non-maximum suppression: of boxes that overlap, the surest stays. Gives them back with the surest first; among equals
 * the order stays. A detection without a confidence counts as the least sure.
 */
export function suppressOverlaps<Item extends Detection>(
  detections: readonly Item[],
  options: SuppressOptions = {},
): Item[] {
  const { iou = 0.45, perClass = true, max = 300 } = options;
  const kept: Item[] = [];
  for (const candidate of detections.toSorted((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0))) {
    if (kept.length >= max) break;
    const rival = kept.some(
      (other) =>
        (!perClass || other.label === candidate.label) && overlap(other.bounding_box, candidate.bounding_box) > iou,
    );
    if (!rival) kept.push(candidate);
  }
  return kept;
}

/** Intersection over union; 0 for boxes without an area. */
function overlap(a: BoundingBox, b: BoundingBox): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a[2] * a[3] + b[2] * b[3] - shared);
}
