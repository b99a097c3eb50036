import type { Model, ModelInput, PredictOptions, TensorMap } from '@modelzoo/core';
import { checkTensors } from '../session/check-tensors.js';
import type { OnnxSession } from '../session/onnx-session.js';
import { withoutEmbeddings } from './without-embeddings.js';

/** A graph as it is: named tensors in, named tensors out. Elements are shared with the runtime, not copied. */
export function createTensorModel(session: OnnxSession): Model {
  async function predict(input: ModelInput, options: PredictOptions = {}): Promise<TensorMap> {
    options.signal?.throwIfAborted();
    const outputs = await session.run(checkTensors(input, session.inputs), { signal: options.signal });
    return { _cls: 'Tensors', tensors: Object.fromEntries(outputs) };
  }

  return {
    ...withoutEmbeddings,
    mediaType: 'tensor',
    hasLogits: false,
    predict,
    async predictAll(inputs, options) {
      const results: TensorMap[] = [];
      for (const input of inputs) results.push(await predict(input, options));
      return results;
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
