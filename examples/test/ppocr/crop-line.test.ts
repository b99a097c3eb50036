import { describe, expect, it } from 'vitest';
import { cropLine, fromUnitSquare } from '../../sources/ppocr/crop-line.ts';
import { turnHalf, turnQuarter, type Quadrilateral } from '../../sources/ppocr/geometry.ts';
import type { Picture } from '../../sources/ppocr/picture.ts';

/** A picture whose red is ten times the column and whose green is ten times the row. */
const gradient: Picture = {
  width: 20,
  height: 10,
  data: Uint8Array.from({ length: 20 * 10 * 3 }, (_, index) => {
    const place = Math.floor(index / 3);
    return [(place % 20) * 10, Math.floor(place / 20) * 10, 7][index % 3] ?? 0;
  }),
};
const whole: Quadrilateral = [
  [0, 0],
  [20, 0],
  [20, 10],
  [0, 10],
];

function pixel({ data, width }: Picture, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

describe('cropLine', () => {
  it('gives the picture itself for its own corners', () => {
    expect(cropLine(gradient, whole, 20, 10)).toStrictEqual(gradient);
  });

  it('cuts out a part exactly', () => {
    const crop = cropLine(
      gradient,
      [
        [5, 2],
        [9, 2],
        [9, 5],
        [5, 5],
      ],
      4,
      3,
    );
    expect(pixel(crop, 0, 0)).toStrictEqual([50, 20, 7]);
    expect(pixel(crop, 3, 2)).toStrictEqual([80, 40, 7]);
  });

  it('begins at the first corner, whichever way the line runs', () => {
    const upsideDown = cropLine(gradient, turnHalf(whole), 20, 10);
    expect(pixel(upsideDown, 0, 0)).toStrictEqual([190, 90, 7]);
    const downwards = cropLine(gradient, turnQuarter(whole), 10, 20);
    expect(pixel(downwards, 0, 0)).toStrictEqual([190, 0, 7]);
    expect(pixel(downwards, 9, 0)).toStrictEqual([190, 90, 7]);
    expect(pixel(downwards, 0, 19)).toStrictEqual([0, 0, 7]);
  });

  it('averages when it makes smaller', () => {
    expect(pixel(cropLine(gradient, whole, 10, 5), 0, 0)).toStrictEqual([5, 5, 7]);
  });

  it('goes on with the border outside of the picture', () => {
    const crop = cropLine(
      gradient,
      [
        [-6, -6],
        [-2, -6],
        [-2, -2],
        [-6, -2],
      ],
      4,
      4,
    );
    expect(new Set(crop.data)).toStrictEqual(new Set([0, 7]));
  });
});

describe('fromUnitSquare', () => {
  it('takes corners to corners, and straight lines to straight lines', () => {
    const corners: Quadrilateral = [
      [1, 2],
      [11, 0],
      [14, 9],
      [0, 7],
    ];
    const locate = fromUnitSquare(corners);
    const places = [locate(0, 0), locate(1, 0), locate(1, 1), locate(0, 1)];
    for (const [index, [x, y]] of places.entries()) {
      expect(x).toBeCloseTo(corners[index]?.[0] ?? Number.NaN);
      expect(y).toBeCloseTo(corners[index]?.[1] ?? Number.NaN);
    }
    const [x, y] = locate(0.5, 0.5);
    // The middle is where the diagonals cross, from (1, 2) to (14, 9) and from (11, 0) to (0, 7).
    expect((x - 1) * (9 - 2) - (y - 2) * (14 - 1)).toBeCloseTo(0);
    expect((x - 11) * (7 - 0) - (y - 0) * (0 - 11)).toBeCloseTo(0);
  });

  it('survives corners without area', () => {
    expect(
      fromUnitSquare([
        [3, 3],
        [3, 3],
        [3, 3],
        [3, 3],
      ])(0.5, 0.5),
    ).toStrictEqual([3, 3]);
  });
});
