import type { Point } from '@modelzoo/core';
import { convexHull } from './convex-hull.ts';
import type { Quadrilateral } from './geometry.ts';

/** A rectangle that may be turned. */
export interface Rectangle {
  readonly center: Point;
  /** Extent along the side that is nearer to horizontal. */
  readonly width: number;
  readonly height: number;
  /** Of the width, from the x axis towards the y axis (clockwise as one sees it), in radians, in [-π/4, π/4]. */
  readonly angle: number;
}

/** The rectangle of least area around `points`. One of its sides lies on an edge of their convex hull, so all are tried. */
export function minimumAreaRectangle(points: readonly Point[]): Rectangle {
  const hull = convexHull(points);
  let best: Rectangle | undefined;
  for (const [index, from] of hull.entries()) {
    const to = hull[(index + 1) % hull.length] ?? from;
    const candidate = enclose(hull, nearHorizontal(Math.atan2(to[1] - from[1], to[0] - from[0])));
    if (best === undefined || candidate.width * candidate.height < best.width * best.height) best = candidate;
  }
  if (best === undefined) throw new RangeError('There is no rectangle around no points.');
  return best;
}

/** The corners of a rectangle, read along its width. */
export function rectangleCorners({ center, width, height, angle }: Rectangle): Quadrilateral {
  const along: Point = [(Math.cos(angle) * width) / 2, (Math.sin(angle) * width) / 2];
  const down: Point = [(-Math.sin(angle) * height) / 2, (Math.cos(angle) * height) / 2];
  const corner = (right: number, below: number): Point => [
    center[0] + right * along[0] + below * down[0],
    center[1] + right * along[1] + below * down[1],
  ];
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

/** The angle of the same cross of axes that is nearest to 0. */
function nearHorizontal(angle: number): number {
  const quarter = Math.PI / 2;
  return angle - Math.round(angle / quarter) * quarter;
}

function enclose(hull: readonly Point[], angle: number): Rectangle {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of hull) {
    const along = x * cosine + y * sine;
    const down = y * cosine - x * sine;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, down);
    bottom = Math.max(bottom, down);
  }
  const along = (left + right) / 2;
  const down = (top + bottom) / 2;
  return {
    center: [along * cosine - down * sine, along * sine + down * cosine],
    width: right - left,
    height: bottom - top,
    angle,
  };
}
