/** Where a tail of a reference ends to be a ref. */
export interface ReferenceSplit {
  /** The first segments, joined. */
  readonly ref: string;
  /** The others, joined. Absent: there are none. */
  readonly subPath?: string;
}

/** The first `length` segments are the ref. */
export function splitAt(segments: readonly string[], length: number): ReferenceSplit {
  const ref = segments.slice(0, length).join('/');
  const rest = segments.slice(length);
  return rest.length === 0 ? { ref } : { ref, subPath: rest.join('/') };
}

/** Every way to split, the longest ref first. */
export function splitsOf(segments: readonly string[]): readonly ReferenceSplit[] {
  return segments.map((_, index) => splitAt(segments, segments.length - index));
}
