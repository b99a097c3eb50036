/** Turns a score of any range into a probability of its own. */
export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}
