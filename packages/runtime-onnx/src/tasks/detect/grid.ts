import type { Size } from '../../image/place-image.js';

/** Cells that a model looks at, row by row: one for each `stride` × `stride` pixels. */
export interface Grid {
  readonly stride: number;
  readonly columns: number;
  readonly rows: number;
  readonly cells: number;
}

export function gridOf(target: Size, stride: number): Grid {
  const columns = Math.ceil(target.width / stride);
  const rows = Math.ceil(target.height / stride);
  return { stride, columns, rows, cells: columns * rows };
}
