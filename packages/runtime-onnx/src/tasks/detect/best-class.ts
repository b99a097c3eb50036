import type { Scene } from './candidate.js';
import { misfit, type PictureTensor } from './picture-tensor.js';

/** The surest class of one row of scores. */
export interface BestClass {
  readonly classIndex: number;
  readonly score: number;
}

/** The greatest of `count` numbers that begin at `start` and lie `step` apart. */
export function bestClass(data: Float32Array, start: number, count: number, step = 1): BestClass {
  let classIndex = 0;
  let score = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index += 1) {
    const value = data[start + index * step] ?? Number.NaN;
    if (value > score) {
      score = value;
      classIndex = index;
    }
  }
  return { classIndex, score };
}

/** @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when the graph tells another number of classes apart than there are labels */
export function checkClassCount(tensor: PictureTensor, classes: number, { labelCount }: Scene): void {
  if (classes < 1 || !Number.isInteger(classes)) {
    throw misfit(tensor.name, `has the shape [${tensor.dims.join(', ')}], which its decoder cannot read`);
  }
  if (labelCount === undefined || labelCount === classes) return;
  throw misfit(tensor.name, `tells ${classes} classes apart, and there are ${labelCount} labels`, {
    classes,
    labels: labelCount,
  });
}
