import { bestClass, checkClassCount } from './best-class.js';
import { aroundCentre, type Candidate } from './candidate.js';
import type { Decoder } from './decoder.js';
import { gridOf } from './grid.js';
import { misfit } from './picture-tensor.js';

/** How the raw rows of YOLOX become boxes. */
export interface YoloxOptions {
  readonly strides: readonly number[];
  /** Name of the output. */
  readonly predictions?: string | undefined;
}

/**
 * YOLOX as it is exported without its decoding: one row for each cell of each grid, with the offset of the centre in cells,
 * the logarithm of the size in cells, the probability that there is something, and one for each class.
 */
export function createYoloxDecoder({ strides, predictions }: YoloxOptions): Decoder {
  return {
    roles: [{ role: 'predictions', count: 1, names: predictions === undefined ? undefined : [predictions] }],
    decode([tensor], scene) {
      if (tensor === undefined) return [];
      const { data, name } = tensor;
      const grids = strides.map((stride) => gridOf(scene.target, stride));
      const rows = grids.reduce((sum, { cells }) => sum + cells, 0);
      const [count, width = 0] = tensor.dims;
      if (count !== rows) {
        throw misfit(name, `has ${count ?? 'no'} rows, and the strides ${strides.join(', ')} make ${rows}`, { rows });
      }
      checkClassCount(tensor, width - 5, scene);
      const found: Candidate[] = [];
      let start = 0;
      for (const { stride, columns, cells } of grids) {
        for (let cell = 0; cell < cells; cell += 1, start += width) {
          const [x = 0, y = 0, logWidth = 0, logHeight = 0, object = 0] = data.subarray(start, start + 5);
          // No class can be surer than that there is something at all.
          if (!(object >= scene.threshold)) continue;
          const { classIndex, score } = bestClass(data, start + 5, width - 5);
          if (!(object * score >= scene.threshold)) continue;
          const centreX = (x + (cell % columns)) * stride;
          const centreY = (y + Math.floor(cell / columns)) * stride;
          const box = aroundCentre(centreX, centreY, Math.exp(logWidth) * stride, Math.exp(logHeight) * stride);
          found.push({ classIndex, confidence: object * score, ...box });
        }
      }
      return found;
    },
  };
}
