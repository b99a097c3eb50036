/** A stretch of a file that one connection brings. Another may take its end away while it runs. */
export interface Segment {
  /** Where the next byte goes. */
  position: number;
  /** Exclusive. Infinite where nobody knows how long the file is. */
  end: number;
}

/** A connection of its own pays only for so much, however quick the server is. */
export const SMALLEST_PART_BYTES = 8 * 1024 * 1024;

/** Larger pieces keep whoever reads behind them waiting. */
const LARGEST_PIECE_BYTES = 16 * 1024 * 1024;

/** The segment with the most left to bring, if half of it is worth a connection of its own. */
export function longestSegment(segments: Iterable<Segment>): Segment | undefined {
  let longest: Segment | undefined;
  for (const segment of segments) {
    if (longest === undefined || leftOf(segment) > leftOf(longest)) longest = segment;
  }
  return longest !== undefined && leftOf(longest) >= 2 * SMALLEST_PART_BYTES ? longest : undefined;
}

/** Where others may go on while this one is brought: a little ahead, so that it is not there in a moment. */
export function cutOf({ position }: Segment): number {
  return position + SMALLEST_PART_BYTES;
}

/**
 * Takes a piece from the beginning of what is left, out of the list.
 *
 * @param connections How many there are to share it.
 */
export function takePiece(left: Segment[], connections: number): Segment | undefined {
  const total = left.reduce((sum, segment) => sum + leftOf(segment), 0);
  const [first] = left.toSorted((a, b) => a.position - b.position);
  if (first === undefined) return undefined;
  const share = Math.ceil(total / (2 * Math.max(1, connections)));
  const size = Math.min(LARGEST_PIECE_BYTES, Math.max(SMALLEST_PART_BYTES, share));
  const end = leftOf(first) - size < SMALLEST_PART_BYTES ? first.end : first.position + size;
  left.splice(left.indexOf(first), 1, ...(end < first.end ? [{ position: end, end: first.end }] : []));
  return { position: first.position, end };
}

function leftOf({ position, end }: Segment): number {
  return end - position;
}
