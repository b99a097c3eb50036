/** Frames that belong together. */
export interface Period {
  readonly first: number;
  /** The frame after the last. */
  readonly end: number;
  /** Mean of the frames. */
  readonly confidence: number;
}

/** Periods that begin at one probability and end below another, lower one, so that they do not break up around it. */
export function findPeriods(
  probabilities: readonly number[],
  thresholds: { readonly begin: number; readonly end: number },
): Period[] {
  const periods: Period[] = [];
  let first: number | undefined;
  let sum = 0;
  const close = (end: number): void => {
    if (first !== undefined) periods.push({ first, end, confidence: sum / (end - first) });
    first = undefined;
  };
  for (const [frame, probability] of probabilities.entries()) {
    if (first === undefined && probability >= thresholds.begin) {
      first = frame;
      sum = 0;
    } else if (first !== undefined && probability < thresholds.end) {
      close(frame);
    }
    if (first !== undefined) sum += probability;
  }
  close(probabilities.length);
  return periods;
}
