import { describe, expect, it } from 'vitest';
import { inBatches } from '../../sources/ppocr/batches.ts';
import { lineNormalization, toTensor } from '../../sources/ppocr/picture-tensor.ts';
import type { Picture } from '../../sources/ppocr/picture.ts';

function black(width: number): Picture {
  return { width, height: 2, data: new Uint8Array(width * 6) };
}

describe('toTensor', () => {
  it('gives planes of blue, green and red between -1 and 1, with padding at the right', () => {
    const picture = { width: 2, height: 1, data: Uint8Array.of(255, 0, 51, 0, 255, 102) };
    const { data, dims } = toTensor([picture], lineNormalization, 3);
    expect(dims).toStrictEqual([1, 3, 1, 3]);
    const wanted = [-0.6, -0.2, 0, -1, 1, 0, 1, -1, 0];
    for (const [index, value] of wanted.entries()) expect(data[index]).toBeCloseTo(value);
  });

  it('normalises each plane by its own mean and deviation', () => {
    const picture = { width: 1, height: 1, data: Uint8Array.of(255, 255, 255) };
    const { data } = toTensor([picture], { mean: [0, 0.5, 1], deviation: [1, 0.25, 1] });
    expect([...data]).toStrictEqual([1, 2, 0]);
  });

  it('is as wide as the widest of several pictures', () => {
    const { data, dims } = toTensor([black(1), black(4)], lineNormalization);
    expect(dims).toStrictEqual([2, 3, 2, 4]);
    expect(data.filter((value) => value === -1)).toHaveLength(3 * 2 * (1 + 4));
  });
});

describe('inBatches', () => {
  it('cuts a list into pieces and keeps the rest', () => {
    expect(inBatches([1, 2, 3, 4, 5], 2)).toStrictEqual([[1, 2], [3, 4], [5]]);
    expect(inBatches([], 2)).toStrictEqual([]);
  });
});
