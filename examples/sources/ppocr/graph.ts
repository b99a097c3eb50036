import type { Model } from '@modelzoo/core';

/** Numbers that go into a graph or come out of it, float32, row-major. */
export interface Numbers {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Runs a graph that has one input and one output. */
export type Graph = (input: Numbers, signal: AbortSignal | undefined) => Promise<Numbers>;

/** Name of the only input of every PP-OCR graph. */
const INPUT_NAME = 'x';

/** Turns a model of raw tensors into a function from numbers to numbers. */
export function toGraph(model: Model): Graph {
  return async ({ data, dims }, signal) => {
    const result = await model.predict({ [INPUT_NAME]: { type: 'float32', dims, data } }, { signal });
    const output = '_cls' in result && result._cls === 'Tensors' ? Object.values(result.tensors)[0] : undefined;
    if (output?.data instanceof Float32Array) return { data: output.data, dims: output.dims };
    throw new TypeError('The graph gave no float32 tensor.');
  };
}
