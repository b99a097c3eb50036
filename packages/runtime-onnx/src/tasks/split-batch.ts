import { ZooError, type Tensor } from '@modelzoo/core';
import { toNumbers } from './to-numbers.js';

/** What an output says of one input. */
export interface InputResult {
  /** A view: copy what outlives the decoding. */
  readonly values: Float32Array;
  /** Without the batch. */
  readonly dims: readonly number[];
}

/**
 * Cuts an output into its inputs, each of which is handed through `extend`.
 * @param what They are: "pictures".
 * @throws ZooError `ERR_ZOO_PREDICT_FAILED` when there is not an answer for each
 */
export function splitBatch<Input, Result>(
  { name, tensor, what }: { readonly name: string; readonly tensor: Tensor | undefined; readonly what: string },
  inputs: readonly Input[],
  extend: (result: InputResult, input: Input) => Result,
): Result[] {
  const count = inputs.length;
  const values = toNumbers(tensor);
  const dims = tensor?.dims ?? [];
  const batched = dims[0] === count;
  if (!batched && count > 1) {
    throw new ZooError('ERR_ZOO_PREDICT_FAILED', `The model did not answer for each of ${count} ${what}.`, {
      hint: 'Give the option maxBatchSize of the runtime as 1, and tell the author of the model.',
      details: { output: name, inputs: count },
    });
  }
  // Some graphs give one input without a batch around it.
  const each = batched ? dims.slice(1) : dims;
  const size = values.length / count;
  return inputs.map((input, index) =>
    extend({ values: values.subarray(index * size, (index + 1) * size), dims: each }, input),
  );
}
