import type { Point } from '@modelzoo/core';
import { distance, quadrilateralHeight, quadrilateralWidth, type Quadrilateral } from './geometry.ts';

/** Lines that point this much apart, in radians, still belong to one direction of reading. */
const SAME_DIRECTION = Math.PI / 12;
/** Lines are beside each other when their centres differ by less than this share of the smaller height. */
const SAME_ROW = 0.5;

interface Placed<Item> {
  readonly item: Item;
  /** How far along the direction of reading. */
  readonly along: number;
  /** How far down across it. */
  readonly down: number;
  readonly height: number;
}

/**
 * Sorts lines as one reads them: row after row, and along each row, in the direction that most of the text runs in. A
 * page that lies on its side or on its head is read as its text is, not as the camera was held. Columns are not told apart.
 */
export function orderForReading<Item extends { readonly quadrilateral: Quadrilateral }>(
  items: readonly Item[],
): Item[] {
  const [cosine, sine] = readingDirection(items.map((item) => item.quadrilateral));
  const placed = items.map(({ quadrilateral }, index): Placed<Item> => {
    const x = quadrilateral.reduce((sum, corner) => sum + corner[0], 0) / quadrilateral.length;
    const y = quadrilateral.reduce((sum, corner) => sum + corner[1], 0) / quadrilateral.length;
    return {
      item: items[index] as Item,
      along: x * cosine + y * sine,
      down: y * cosine - x * sine,
      height: Math.min(quadrilateralHeight(quadrilateral), quadrilateralWidth(quadrilateral)),
    };
  });
  const rows: Placed<Item>[][] = [];
  for (const line of placed.toSorted((a, b) => a.down - b.down)) {
    const row = rows.at(-1);
    const neighbour = row?.at(-1);
    if (row !== undefined && neighbour !== undefined && isBeside(line, neighbour)) row.push(line);
    else rows.push([line]);
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.along - b.along).map((line) => line.item));
}

function isBeside(line: Placed<unknown>, neighbour: Placed<unknown>): boolean {
  return line.down - neighbour.down < SAME_ROW * Math.min(line.height, neighbour.height);
}

/** The unit vector that the greatest length of text runs along. */
function readingDirection(quadrilaterals: readonly Quadrilateral[]): Point {
  const directions = quadrilaterals.map(([topLeft, topRight]) => ({
    length: distance(topLeft, topRight),
    angle: Math.atan2(topRight[1] - topLeft[1], topRight[0] - topLeft[0]),
  }));
  let best = { support: 0, angle: 0 };
  for (const { angle } of directions) {
    let support = 0;
    let lean = 0;
    for (const other of directions) {
      const apart = Math.atan2(Math.sin(other.angle - angle), Math.cos(other.angle - angle));
      if (Math.abs(apart) > SAME_DIRECTION) continue;
      support += other.length;
      lean += apart * other.length;
    }
    if (support > best.support) best = { support, angle: angle + lean / support };
  }
  return [Math.cos(best.angle), Math.sin(best.angle)];
}
