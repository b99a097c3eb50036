import type { Point } from '@modelzoo/core';

/** A probability per pixel, row by row. */
export interface ProbabilityMap {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Pixels that touch each other. */
export interface Region {
  /** Centres of the first and last pixel of every row: less than the contour, but with the same convex hull. */
  readonly outline: readonly Point[];
  /** Mean probability of its pixels. */
  readonly score: number;
}

/** Groups the pixels above `threshold` that touch each other, corners included. */
export function findConnectedRegions(map: ProbabilityMap, threshold: number): Region[] {
  const { values, width, height } = map;
  const seen = new Uint8Array(width * height);
  const regions: Region[] = [];
  for (let start = 0; start < values.length; start += 1) {
    if (seen[start] === 0 && (values[start] ?? 0) > threshold) regions.push(flood(start));
  }
  return regions;

  function flood(start: number): Region {
    const rows = new Map<number, [number, number]>();
    const pending = [start];
    let sum = 0;
    let count = 0;
    seen[start] = 1;
    for (let pixel = pending.pop(); pixel !== undefined; pixel = pending.pop()) {
      sum += values[pixel] ?? 0;
      count += 1;
      const x = pixel % width;
      const y = (pixel - x) / width;
      const row = rows.get(y);
      if (row === undefined) rows.set(y, [x, x]);
      else rows.set(y, [Math.min(row[0], x), Math.max(row[1], x)]);
      for (let nextY = Math.max(y - 1, 0); nextY <= Math.min(y + 1, height - 1); nextY += 1) {
        for (let nextX = Math.max(x - 1, 0); nextX <= Math.min(x + 1, width - 1); nextX += 1) {
          const next = nextY * width + nextX;
          if (seen[next] !== 0 || (values[next] ?? 0) <= threshold) continue;
          seen[next] = 1;
          pending.push(next);
        }
      }
    }
    return { outline: outlineOf(rows), score: sum / count };
  }
}

function outlineOf(rows: ReadonlyMap<number, readonly [first: number, last: number]>): Point[] {
  const points: Point[] = [];
  for (const [y, [first, last]] of rows) {
    points.push([first + 0.5, y + 0.5]);
    if (last > first) points.push([last + 0.5, y + 0.5]);
  }
  return points;
}
