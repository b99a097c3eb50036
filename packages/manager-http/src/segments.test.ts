import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestSegment, middleOf, SMALLEST_PART_BYTES } from './segments.js';

const segments = fc.array(
  fc.record({ position: fc.nat(), left: fc.nat() }).map(({ position, left }) => ({ position, end: position + left })),
);

describe('longestSegment', () => {
  it('gives the one with the most left, if half of it is worth a connection', () => {
    fc.assert(
      fc.property(segments, (all) => {
        const longest = longestSegment(all);
        const most = Math.max(0, ...all.map(({ position, end }) => end - position));
        expect(longest && longest.end - longest.position).toBe(most < 2 * SMALLEST_PART_BYTES ? undefined : most);
      }),
    );
  });
});

describe('middleOf', () => {
  it('leaves neither half empty, nor smaller than is worth it', () => {
    const long = fc.tuple(fc.nat(), fc.integer({ min: 2 * SMALLEST_PART_BYTES, max: 2 ** 40 }));
    fc.assert(
      fc.property(long, ([position, left]) => {
        const middle = middleOf({ position, end: position + left });
        expect(middle - position).toBeGreaterThanOrEqual(SMALLEST_PART_BYTES);
        expect(position + left - middle).toBeGreaterThanOrEqual(SMALLEST_PART_BYTES);
      }),
    );
  });
});
