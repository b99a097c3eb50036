import { ZooError, type BoundingBox, type Detection, type Point } from '@modelzoo/core';
import type { ImagePlacement } from '../../image/place-image.js';
import { suppressOverlaps, type SuppressOptions } from '../suppress-overlaps.js';
import type { Candidate } from './candidate.js';

/** How candidates become what the caller sees. */
export interface FinishOptions {
  readonly placement: ImagePlacement;
  /** Default: the numbers of the classes. */
  readonly labels: readonly string[] | undefined;
  /** `false`: the graph left out overlaps itself. */
  readonly nms: SuppressOptions | false;
}

/** A thing, with its keypoints where the model tells any. */
export interface FoundThing {
  readonly detection: Detection;
  readonly points: readonly Point[];
}

/** How far rounding may carry a probability above 1. */
const TOLERANCE = 0.01;

/**
 * Brings candidates back to the picture that they were found in, the surest first: overlaps are left out, boxes end at the
 * edges of the picture, and what lies wholly in the padding is no thing. Points stay where the model sees them, which may be
 * outside.
 * @throws ZooError `ERR_ZOO_PREDICT_FAILED` for scores that are no probabilities
 */
export function finishDetections(candidates: readonly Candidate[], options: FinishOptions): FoundThing[] {
  const { labels, nms, placement } = options;
  const things = candidates.map((candidate) => {
    const [left, top] = toSource([candidate.left, candidate.top], placement);
    const [right, bottom] = toSource([candidate.right, candidate.bottom], placement);
    const detection: Detection = {
      _cls: 'Detection',
      label: labels?.[candidate.classIndex] ?? String(candidate.classIndex),
      bounding_box: [left, top, right - left, bottom - top],
      confidence: toConfidence(candidate.confidence),
    };
    return { ...detection, points: (candidate.points ?? []).map((point) => toSource(point, placement)) };
  });
  const sorted = nms === false ? things.toSorted((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0)) : undefined;
  return (sorted ?? suppressOverlaps(things, nms === false ? {} : nms)).flatMap(({ points, ...detection }) => {
    const bounding_box = clip(detection.bounding_box);
    // Comparisons with what is no number are false, so a box of such is left out too.
    if (!(bounding_box[2] > 0 && bounding_box[3] > 0)) return [];
    if (!points.flat().every((value) => Number.isFinite(value))) return [];
    return [{ detection: { ...detection, bounding_box }, points }];
  });
}

/** From pixels of what the model sees to parts of the picture. Padding, cut and resize are undone. */
function toSource([x, y]: Point, { left, top, crop, resized }: ImagePlacement): Point {
  return [(x - left + crop.left) / resized.width, (y - top + crop.top) / resized.height];
}

function clip([x, y, width, height]: BoundingBox): BoundingBox {
  const [left, top] = [Math.max(x, 0), Math.max(y, 0)];
  return [left, top, Math.min(x + width, 1) - left, Math.min(y + height, 1) - top];
}

function toConfidence(score: number): number {
  if (score <= 1 + TOLERANCE) return Math.min(score, 1);
  throw new ZooError('ERR_ZOO_PREDICT_FAILED', `The model gives ${score} where a probability should be.`, {
    hint: 'Its config has to name the decoder, and the activation, that fit its graph. Tell its author.',
    details: { value: String(score) },
  });
}
