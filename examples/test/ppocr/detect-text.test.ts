import { describe, expect, it } from 'vitest';
import { findLines } from '../../sources/ppocr/detect-text.ts';
import { unclip } from '../../sources/ppocr/unclip.ts';

const parameters = { detection_threshold: 0.3, box_threshold: 0.6, unclip_ratio: 1.5 };

function mapWith(left: number, top: number, width: number, height: number, value: number) {
  const values = new Float32Array(64 * 32);
  for (let y = top; y < top + height; y += 1) values.fill(value, y * 64 + left, y * 64 + left + width);
  return { values, width: 64, height: 32 };
}

describe('unclip', () => {
  it('moves each side by area * ratio / perimeter', () => {
    const rectangle = { center: [5, 5], width: 10, height: 2, angle: 0.3 } as const;
    // 10 * 2 * 1.2 / 24 = 1 on each side.
    expect(unclip(rectangle, 1.2)).toStrictEqual({ ...rectangle, width: 12, height: 4 });
  });

  it('leaves a point as it is', () => {
    const point = { center: [5, 5], width: 0, height: 0, angle: 0 } as const;
    expect(unclip(point, 1.5)).toStrictEqual(point);
  });
});

describe('findLines', () => {
  it('gives the unclipped corners of a sure region', () => {
    // The centres of the outer pixels are 20 by 5 apart: 20 * 5 * 1.5 / 50 = 3 on each side.
    const [line, ...others] = findLines(mapWith(10, 10, 21, 6, 0.9), parameters);
    expect(others).toStrictEqual([]);
    expect(line).toStrictEqual([
      [7.5, 7.5],
      [33.5, 7.5],
      [33.5, 18.5],
      [7.5, 18.5],
    ]);
  });

  it('leaves out a region that is unsure as a whole', () => {
    expect(findLines(mapWith(10, 10, 21, 6, 0.5), parameters)).toStrictEqual([]);
    expect(findLines(mapWith(10, 10, 21, 6, 0.5), { ...parameters, box_threshold: 0.4 })).toHaveLength(1);
  });

  it('leaves out specks and hairlines', () => {
    expect(findLines(mapWith(10, 10, 3, 3, 0.9), parameters)).toStrictEqual([]);
    expect(findLines(mapWith(0, 10, 64, 2, 0.9), parameters)).toStrictEqual([]);
  });
});
