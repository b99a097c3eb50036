import { bestClass, checkClassCount } from './best-class.js';
import type { Candidate } from './candidate.js';
import type { Decoder } from './decoder.js';
import { distancesOf } from './distances-of.js';
import { gridOf } from './grid.js';
import { misfit } from './picture-tensor.js';

/** How the distributions of NanoDet become boxes. */
export interface NanodetOptions {
  readonly strides: readonly number[];
  /** Names of the outputs, one for each stride. */
  readonly scores?: readonly string[] | undefined;
  readonly boxes?: readonly string[] | undefined;
}

/**
 * NanoDet (generalized focal loss): for each stride an output of probabilities, and one that tells the distance of the four
 * edges from the centre of the cell, each as logits over whole numbers of cells, of which the mean is meant.
 */
export function createNanodetDecoder({ strides, scores, boxes }: NanodetOptions): Decoder {
  return {
    roles: [
      { role: 'scores', count: strides.length, names: scores },
      { role: 'boxes', count: strides.length, names: boxes },
    ],
    decode(tensors, scene) {
      const found: Candidate[] = [];
      for (const [index, stride] of strides.entries()) {
        const score = tensors[index];
        const distances = tensors[strides.length + index];
        if (score === undefined || distances === undefined) return [];
        const { columns, cells } = gridOf(scene.target, stride);
        const classes = score.data.length / cells;
        const bins = distances.data.length / cells / 4;
        checkClassCount(score, classes, scene);
        if (!Number.isInteger(bins)) throw misfit(distances.name, `does not fit the stride ${stride}`, { stride });
        for (let cell = 0; cell < cells; cell += 1) {
          const best = bestClass(score.data, cell * classes, classes);
          if (!(best.score >= scene.threshold)) continue;
          const [left, top, right, bottom] = distancesOf(distances.data, cell * 4 * bins, bins, stride);
          // Pixels are counted from 0, so the centre of a cell lies half a pixel before its middle.
          const x = (cell % columns) * stride + (stride - 1) / 2;
          const y = Math.floor(cell / columns) * stride + (stride - 1) / 2;
          const box = { left: x - left, top: y - top, right: x + right, bottom: y + bottom };
          found.push({ classIndex: best.classIndex, confidence: best.score, ...box });
        }
      }
      return found;
    },
  };
}
