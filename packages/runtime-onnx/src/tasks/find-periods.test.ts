import { describe, expect, it } from 'vitest';
import { findPeriods } from './find-periods.js';

describe('findPeriods', () => {
  it('begins high and ends low', () => {
    const found = findPeriods([0.4, 0.5, 0.4, 0.6, 0.2, 0.4, 0.9], { begin: 0.5, end: 0.35 });
    expect(found).toStrictEqual([
      { first: 1, end: 4, confidence: 0.5 },
      { first: 6, end: 7, confidence: 0.9 },
    ]);
  });

  it('finds nothing in silence', () => {
    expect(findPeriods([0, 0.49], { begin: 0.5, end: 0.35 })).toStrictEqual([]);
    expect(findPeriods([], { begin: 0, end: 0 })).toStrictEqual([]);
  });
});
