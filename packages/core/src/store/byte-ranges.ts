import type { ByteRange } from '../plugins/model-manager.js';

/** Adds a range to sorted, disjoint ones, joining what touches. */
export function addRange(ranges: readonly ByteRange[], added: ByteRange): ByteRange[] {
  if (added.end <= added.start) return [...ranges];
  let { start, end } = added;
  const before: ByteRange[] = [];
  const after: ByteRange[] = [];
  for (const range of ranges) {
    if (range.end < start) before.push(range);
    else if (range.start > end) after.push(range);
    else {
      start = Math.min(start, range.start);
      end = Math.max(end, range.end);
    }
  }
  return [...before, { start, end }, ...after];
}

/** Whether the whole of a range is in sorted, disjoint ones. */
export function hasRange(ranges: readonly ByteRange[], { start, end }: ByteRange): boolean {
  return ranges.some((range) => range.start <= start && end <= range.end);
}

/** Bytes in all ranges together. */
export function countBytes(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}
