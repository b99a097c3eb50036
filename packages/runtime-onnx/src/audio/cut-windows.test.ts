import { describe, expect, it } from 'vitest';
import { cutWindows } from './cut-windows.js';

const plain = { window: 4, hop: 4, padding: 'zeros', normalize: false } as const;

function pieces(samples: readonly number[], options: Parameters<typeof cutWindows>[1]): number[][] {
  return cutWindows(Float32Array.from(samples), options).map((piece) => [...piece]);
}

describe('cutWindows', () => {
  it.each([
    ['a sound as long as a piece', [1, 2, 3, 4], plain, [[1, 2, 3, 4]]],
    ['a short one, with silence', [1, 2, 3], plain, [[1, 2, 3, 0]]],
    [
      'a short one, repeated',
      [1, 2, 3],
      { ...plain, window: 8, padding: 'repeat' } as const,
      [[1, 2, 3, 1, 2, 3, 1, 2]],
    ],
    ['one without samples', [], { ...plain, padding: 'repeat' } as const, [[0, 0, 0, 0]]],
    ['a longer one, whose last piece ends with it', [1, 2, 3, 4, 5], plain, [[1, 2, 3, 4], [2, 3, 4, 5]]], // prettier-ignore
    ['pieces that overlap', [1, 2, 3, 4, 5, 6], { ...plain, hop: 1 }, [[1, 2, 3, 4], [2, 3, 4, 5], [3, 4, 5, 6]]], // prettier-ignore
    ['the whole', [1, 2, 3, 4, 5], { ...plain, window: undefined }, [[1, 2, 3, 4, 5]]],
  ])('cuts %s', (_, samples, options, expected) => {
    expect(pieces(samples, options)).toStrictEqual(expected);
  });

  it('brings pieces to the mean 0 and the variance 1, and leaves silence silent', () => {
    const [piece = []] = pieces([1, 3, 1, 3], { ...plain, normalize: true });
    for (const [index, value] of [-1, 1, -1, 1].entries()) expect(piece[index]).toBeCloseTo(value, 5);
    expect(pieces([5, 5, 5, 5], { ...plain, normalize: true })).toStrictEqual([[0, 0, 0, 0]]);
  });
});
