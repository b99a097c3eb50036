import type { Size } from '../../image/place-image.js';

/** Cells that a model looks at, row by row: one for each `stride` × `stride` pixels. */
export interface Grid {
  readonly stride: number;
  readonly columns: number;
  readonly rows: number;
  readonly cells: number;
}

export function gridOf(target: Size, stride: number): Grid {
  const columns = Math.ceil(target.width / stride - SLACK);
  const rows = Math.ceil(target.height / stride - SLACK);
  return { stride, columns, rows, cells: columns * rows };
}

/** Of a cell: a stride that is a fraction, 300 / 19, divides the side only up to its rounding. */
const SLACK = 1e-3;
