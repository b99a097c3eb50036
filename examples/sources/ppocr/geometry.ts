import type { Point } from '@modelzoo/core';

/**
 * The four corners of a line of text as it is read: top left, top right, bottom right, bottom left. In pixels, where 0 is
 * the outer edge of the first pixel and 0.5 its centre.
 */
export type Quadrilateral = readonly [topLeft: Point, topRight: Point, bottomRight: Point, bottomLeft: Point];

/** Length of the line between two points. */
export function distance(from: Point, to: Point): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}

/** Length of the longer of the two edges that the text runs along. */
export function quadrilateralWidth([topLeft, topRight, bottomRight, bottomLeft]: Quadrilateral): number {
  return Math.max(distance(topLeft, topRight), distance(bottomLeft, bottomRight));
}

/** Length of the longer of the two edges across the text. */
export function quadrilateralHeight([topLeft, topRight, bottomRight, bottomLeft]: Quadrilateral): number {
  return Math.max(distance(topLeft, bottomLeft), distance(topRight, bottomRight));
}

/** The same area, read from its top right corner downwards. */
export function turnQuarter([topLeft, topRight, bottomRight, bottomLeft]: Quadrilateral): Quadrilateral {
  return [topRight, bottomRight, bottomLeft, topLeft];
}

/** The same area, read upside down. */
export function turnHalf(quadrilateral: Quadrilateral): Quadrilateral {
  return turnQuarter(turnQuarter(quadrilateral));
}
