import { bestClass, checkClassCount } from './best-class.js';
import type { Candidate } from './candidate.js';
import type { Decoder } from './decoder.js';
import { distancesOf } from './distances-of.js';
import { gridOf } from './grid.js';
import { misfit } from './picture-tensor.js';

/** How the rows of NanoDet-Plus become boxes. */
export interface NanodetPlusOptions {
  readonly strides: readonly number[];
  /** Numbers of each distribution. */
  readonly bins: number;
  /** Name of the output. */
  readonly predictions?: string | undefined;
}

/**
 * NanoDet-Plus: one row for each cell of each grid, with the probabilities of the classes, and the distances of the four edges
 * as `nanodet` has them. Unlike there they are told from the corner of the cell.
 */
export function createNanodetPlusDecoder({ strides, bins, predictions }: NanodetPlusOptions): Decoder {
  return {
    roles: [{ role: 'predictions', count: 1, names: predictions === undefined ? undefined : [predictions] }],
    decode([tensor], scene) {
      if (tensor === undefined) return [];
      const grids = strides.map((stride) => gridOf(scene.target, stride));
      const rows = grids.reduce((sum, { cells }) => sum + cells, 0);
      const [count, width = 0] = tensor.dims;
      if (count !== rows) {
        const made = `the strides ${strides.join(', ')} make ${rows}`;
        throw misfit(tensor.name, `has ${count ?? 'no'} rows, and ${made}`, { rows });
      }
      const classes = width - 4 * bins;
      checkClassCount(tensor, classes, scene);
      const found: Candidate[] = [];
      let start = 0;
      for (const { stride, columns, cells } of grids) {
        for (let cell = 0; cell < cells; cell += 1, start += width) {
          const { classIndex, score } = bestClass(tensor.data, start, classes);
          if (!(score >= scene.threshold)) continue;
          const [left, top, right, bottom] = distancesOf(tensor.data, start + classes, bins, stride);
          const x = (cell % columns) * stride;
          const y = Math.floor(cell / columns) * stride;
          const box = { left: x - left, top: y - top, right: x + right, bottom: y + bottom };
          found.push({ classIndex, confidence: score, ...box });
        }
      }
      return found;
    },
  };
}
