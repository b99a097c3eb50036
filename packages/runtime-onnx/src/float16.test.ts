import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFloat16Bits, toFloat16Bits } from './float16.js';

describe('half precision', () => {
  it.each([
    [0, 0],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [1e6, 0x7c00],
    [2 ** -24, 1],
    [1 + 2 ** -11, 0x3c00],
  ])('writes %d as the bits %d', (value, bits) => {
    expect(toFloat16Bits(value)).toBe(bits);
  });

  it('reads every number back as it was', () => {
    const finite = fc.integer({ min: 0, max: 0xffff }).filter((bits) => (bits & 0x7c00) !== 0x7c00);
    fc.assert(
      fc.property(finite, (bits) => {
        const [value = Number.NaN] = fromFloat16Bits(Uint16Array.of(bits));
        expect(toFloat16Bits(value)).toBe(bits);
      }),
    );
  });

  it('reads a part of a larger buffer', () => {
    expect([...fromFloat16Bits(Uint16Array.of(0, 0x3c00, 0xc000).subarray(1))]).toStrictEqual([1, -2]);
  });
});
