import type { Point } from '@modelzoo/core';

/**
 * The corners of the smallest convex polygon around `points`, each once, in one turning direction (Andrew's monotone
 * chain). Points on a line give its two ends; equal points give one.
 */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const lower = chain(sorted);
  const upper = chain(sorted.toReversed());
  // Each chain ends where the other one begins.
  const hull = [...lower.slice(0, -1), ...upper.slice(0, -1)];
  return hull.length > 0 ? hull : sorted.slice(0, 1);
}

function chain(sorted: readonly Point[]): Point[] {
  const corners: Point[] = [];
  for (const point of sorted) {
    for (;;) {
      const last = corners.at(-1);
      const beforeLast = corners.at(-2);
      if (last === undefined || (beforeLast === undefined && !samePlace(last, point))) break;
      if (beforeLast !== undefined && turn(beforeLast, last, point) > 0) break;
      corners.pop();
    }
    corners.push(point);
  }
  return corners;
}

function samePlace(a: Point, b: Point): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Positive when the way from `a` over `b` to `c` turns towards the y axis. */
function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
