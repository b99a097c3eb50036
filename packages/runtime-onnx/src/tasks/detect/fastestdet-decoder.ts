import { bestClass, checkClassCount } from './best-class.js';
import { aroundCentre, type Candidate } from './candidate.js';
import type { Decoder } from './decoder.js';
import { misfit } from './picture-tensor.js';
import { sigmoid } from './sigmoid.js';

/** What is read from a graph of FastestDet. */
export interface FastestdetOptions {
  /** Name of the output. */
  readonly predictions?: string | undefined;
}

/**
 * FastestDet: one grid, with a plane each for the probability that there is something, the offset of the centre, the size,
 * and the probabilities of the classes.
 */
export function createFastestdetDecoder({ predictions }: FastestdetOptions): Decoder {
  return {
    roles: [{ role: 'predictions', count: 1, names: predictions === undefined ? undefined : [predictions] }],
    decode([tensor], scene) {
      if (tensor === undefined) return [];
      const { data } = tensor;
      const [planes = 0, rows = 0, columns = 0, ...more] = tensor.dims;
      if (columns === 0 || more.length > 0) throw misfit(tensor.name, 'is no stack of planes', { planes });
      checkClassCount(tensor, planes - 5, scene);
      const cells = rows * columns;
      const value = (plane: number, cell: number): number => data[plane * cells + cell] ?? Number.NaN;
      const found: Candidate[] = [];
      for (let cell = 0; cell < cells; cell += 1) {
        const { classIndex, score } = bestClass(data, 5 * cells + cell, planes - 5, cells);
        const confidence = value(0, cell) ** 0.6 * score ** 0.4;
        if (!(confidence >= scene.threshold)) continue;
        const { width, height } = scene.target;
        const x = ((cell % columns) + Math.tanh(value(1, cell))) / columns;
        const y = (Math.floor(cell / columns) + Math.tanh(value(2, cell))) / rows;
        const box = [x * width, y * height, sigmoid(value(3, cell)) * width, sigmoid(value(4, cell)) * height] as const;
        found.push({ classIndex, confidence, ...aroundCentre(...box) });
      }
      return found;
    },
  };
}
