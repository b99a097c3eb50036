import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutOf, longestSegment, SMALLEST_PART_BYTES, takePiece } from './segments.js';

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

describe('cutOf', () => {
  it('leaves neither part empty, nor smaller than is worth it', () => {
    const long = fc.tuple(fc.nat(), fc.integer({ min: 2 * SMALLEST_PART_BYTES, max: 2 ** 40 }));
    fc.assert(
      fc.property(long, ([position, left]) => {
        const cut = cutOf({ position, end: position + left });
        expect(cut - position).toBeGreaterThanOrEqual(SMALLEST_PART_BYTES);
        expect(position + left - cut).toBeGreaterThanOrEqual(SMALLEST_PART_BYTES);
      }),
    );
  });
});

describe('takePiece', () => {
  it('takes everything that is left in order, and leaves no crumbs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.nat({ max: 16 }), (size, connections) => {
        const left = [{ position: 0, end: size }];
        let position = 0;
        for (let piece = takePiece(left, connections); piece !== undefined; piece = takePiece(left, connections)) {
          expect(piece.position).toBe(position);
          expect(piece.end - piece.position).toBeGreaterThanOrEqual(Math.min(size, SMALLEST_PART_BYTES));
          position = piece.end;
        }
        expect(position).toBe(size);
      }),
    );
  });
});
