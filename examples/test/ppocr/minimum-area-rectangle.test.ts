import type { Point } from '@modelzoo/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convexHull } from '../../sources/ppocr/convex-hull.ts';
import { minimumAreaRectangle, rectangleCorners, type Rectangle } from '../../sources/ppocr/minimum-area-rectangle.ts';

const points = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
  minLength: 1,
  maxLength: 40,
});

describe('convexHull', () => {
  it('leaves out inner points and points on edges', () => {
    const hull = convexHull([
      [0, 0],
      [4, 0],
      [2, 0],
      [2, 2],
      [4, 4],
      [0, 4],
      [0, 2],
    ]);
    expect(hull.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])).toStrictEqual([
      [0, 0],
      [0, 4],
      [4, 0],
      [4, 4],
    ]);
  });

  it('gives the ends of a line, and one of equal points', () => {
    expect(
      convexHull([
        [1, 1],
        [3, 3],
        [2, 2],
      ]),
    ).toStrictEqual([
      [1, 1],
      [3, 3],
    ]);
    expect(
      convexHull([
        [1, 1],
        [1, 1],
      ]),
    ).toStrictEqual([[1, 1]]);
    expect(convexHull([])).toStrictEqual([]);
  });

  it('turns the same way at every corner and has every point inside', () => {
    fc.assert(
      fc.property(points, (cloud: Point[]) => {
        const hull = convexHull(cloud);
        for (const [index, from] of hull.entries()) {
          const to = hull[(index + 1) % hull.length] ?? from;
          for (const [x, y] of cloud) {
            expect((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0])).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });
});

describe('minimumAreaRectangle', () => {
  it('finds an upright rectangle', () => {
    const rectangle = minimumAreaRectangle([
      [1, 2],
      [9, 2],
      [9, 5],
      [1, 5],
      [4, 3],
    ]);
    expect(rectangle).toStrictEqual({ center: [5, 3.5], width: 8, height: 3, angle: 0 });
  });

  it.each([-40, -15, 0.5, 15, 44])('finds a rectangle that is turned by %d degrees', (degrees) => {
    const turned: Rectangle = { center: [30, 20], width: 24, height: 6, angle: (degrees * Math.PI) / 180 };
    const found = minimumAreaRectangle(rectangleCorners(turned));
    for (const name of ['width', 'height', 'angle'] as const) expect(found[name]).toBeCloseTo(turned[name]);
    expect(found.center[0]).toBeCloseTo(30);
    expect(found.center[1]).toBeCloseTo(20);
  });

  it('takes the side nearer to horizontal for the width of a tall rectangle', () => {
    expect(
      minimumAreaRectangle([
        [0, 0],
        [2, 0],
        [2, 9],
        [0, 9],
      ]),
    ).toMatchObject({ width: 2, height: 9, angle: 0 });
  });

  it('has no height around a line and no size around a point', () => {
    const line = minimumAreaRectangle([
      [0, 0],
      [3, 0],
      [6, 0],
    ]);
    expect([line.width, line.height]).toStrictEqual([6, 0]);
    expect(minimumAreaRectangle([[2, 3]])).toStrictEqual({ center: [2, 3], width: 0, height: 0, angle: 0 });
    expect(() => minimumAreaRectangle([])).toThrow(RangeError);
  });

  it('contains every point and is no larger than the upright rectangle around them', () => {
    fc.assert(
      fc.property(points, (cloud: Point[]) => {
        const { center, width, height, angle } = minimumAreaRectangle(cloud);
        const xs = cloud.map((point) => point[0]);
        const ys = cloud.map((point) => point[1]);
        const upright = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
        expect(width * height).toBeLessThanOrEqual(upright + 1e-6);
        expect(Math.abs(angle)).toBeLessThanOrEqual(Math.PI / 4 + 1e-9);
        for (const [x, y] of cloud) {
          const along = (x - center[0]) * Math.cos(angle) + (y - center[1]) * Math.sin(angle);
          const down = (y - center[1]) * Math.cos(angle) - (x - center[0]) * Math.sin(angle);
          expect(Math.abs(along)).toBeLessThanOrEqual(width / 2 + 1e-6);
          expect(Math.abs(down)).toBeLessThanOrEqual(height / 2 + 1e-6);
        }
      }),
    );
  });
});
