import type { Prediction, Tensor, TensorMap } from '@modelzoo/core';

/** The numbers of a tensor that a graph gave. */
export function numbersOf(prediction: Prediction | undefined, output: string): number[] {
  return Array.from((prediction as TensorMap | undefined)?.tensors[output]?.data as Float32Array);
}

/** A tensor of float32; without data, of zeros. */
export function floats(dims: readonly number[], data?: Float32Array): Tensor {
  return { type: 'float32', dims, data: data ?? new Float32Array(dims.reduce((product, size) => product * size, 1)) };
}
