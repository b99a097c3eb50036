/** A stretch of a file that one connection brings. Another may take its end away while it runs. */
export interface Segment {
  /** Where the next byte goes. */
  position: number;
  /** Exclusive. Infinite where nobody knows how long the file is. */
  end: number;
}

/** A connection of its own pays only for so much, however quick the server is. */
export const SMALLEST_PART_BYTES = 8 * 1024 * 1024;

/** The segment with the most left to bring, if half of it is worth a connection of its own. */
export function longestSegment(segments: Iterable<Segment>): Segment | undefined {
  let longest: Segment | undefined;
  for (const segment of segments) {
    if (longest === undefined || leftOf(segment) > leftOf(longest)) longest = segment;
  }
  return longest !== undefined && leftOf(longest) >= 2 * SMALLEST_PART_BYTES ? longest : undefined;
}

/** Where the second half of what is left begins. */
export function middleOf(segment: Segment): number {
  return segment.end - Math.floor(leftOf(segment) / 2);
}

function leftOf({ position, end }: Segment): number {
  return end - position;
}
