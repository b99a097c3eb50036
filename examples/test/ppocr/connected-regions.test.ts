import { describe, expect, it } from 'vitest';
import { findConnectedRegions, type ProbabilityMap } from '../../sources/ppocr/connected-regions.ts';

/** Digits are tenths. */
function mapOf(...rows: readonly string[]): ProbabilityMap {
  const values = Float32Array.from(rows.join(''), (digit) => Number(digit) / 10);
  return { values, width: rows[0]?.length ?? 0, height: rows.length };
}

describe('findConnectedRegions', () => {
  it('finds nothing in an empty map', () => {
    expect(findConnectedRegions(mapOf('000', '000'), 0.3)).toStrictEqual([]);
  });

  it('keeps apart what does not touch, and joins what touches at a corner', () => {
    const regions = findConnectedRegions(mapOf('90090', '09000', '00000', '00999'), 0.3);
    expect(regions.map((region) => region.outline)).toStrictEqual([
      [
        [0.5, 0.5],
        [1.5, 1.5],
      ],
      [[3.5, 0.5]],
      [
        [2.5, 3.5],
        [4.5, 3.5],
      ],
    ]);
  });

  it('does not join the end of a row with the start of the next', () => {
    expect(findConnectedRegions(mapOf('0009', '9000'), 0.3)).toHaveLength(2);
  });

  it('scores a region by the mean of its own pixels', () => {
    const [region] = findConnectedRegions(mapOf('2482', '2222'), 0.3);
    expect(region?.score).toBeCloseTo(0.6);
  });

  it('takes pixels above the threshold only', () => {
    expect(findConnectedRegions({ values: Float32Array.of(0.5, 0.25), width: 2, height: 1 }, 0.5)).toStrictEqual([]);
  });

  it('gives the ends of each row of a region with a hole', () => {
    const [region, ...others] = findConnectedRegions(mapOf('999', '909', '999'), 0.3);
    expect(others).toStrictEqual([]);
    expect(region?.outline.toSorted((a, b) => a[1] - b[1] || a[0] - b[0])).toStrictEqual([
      [0.5, 0.5],
      [2.5, 0.5],
      [0.5, 1.5],
      [2.5, 1.5],
      [0.5, 2.5],
      [2.5, 2.5],
    ]);
  });
});
