/** Turns scores of any range into probabilities that add up to 1. Large scores do not overflow. */
export function softmax(scores: ArrayLike<number>): Float32Array {
  let maximum = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < scores.length; index += 1) maximum = Math.max(maximum, scores[index] ?? Number.NaN);
  const exponentials = Float64Array.from(scores, (score) => Math.exp(score - maximum));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return Float32Array.from(exponentials, (value) => value / total);
}
