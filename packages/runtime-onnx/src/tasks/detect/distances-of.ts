import { softmax } from '../softmax.js';

/**
 * Distances of the left, top, right and bottom edge, in pixels, each told as logits over whole numbers of cells, of which the
 * mean is meant (generalized focal loss).
 */
export function distancesOf(
  data: Float32Array,
  start: number,
  bins: number,
  stride: number,
): readonly [left: number, top: number, right: number, bottom: number] {
  const distance = (edge: number): number => {
    const logits = data.subarray(start + edge * bins, start + (edge + 1) * bins);
    return softmax(logits).reduce((sum, probability, value) => sum + probability * value, 0) * stride;
  };
  return [distance(0), distance(1), distance(2), distance(3)];
}
