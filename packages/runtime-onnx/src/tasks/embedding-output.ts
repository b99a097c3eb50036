import { ZooError, type Model, type ModelInput, type PredictOptions, type TensorMap } from '@modelzoo/core';
import { onlyOne, predictWith } from './predict-with.js';

/** All ways to ask for vectors. `predict` gives the same vector as a tensor called `embedding`. */
export function embedWith(
  embedAll: (inputs: readonly ModelInput[], options: PredictOptions) => Promise<Float32Array[]>,
): Pick<Model, 'hasEmbeddings' | 'predict' | 'predictAll' | 'embed' | 'embedAll'> {
  return {
    hasEmbeddings: true,
    ...predictWith(async (inputs, options) => (await embedAll(inputs, options)).map(toTensorMap)),
    async embed(input, options = {}) {
      return onlyOne(await embedAll([input], options));
    },
    async embedAll(inputs, options = {}) {
      return embedAll(inputs, options);
    },
  };
}

/** A vector of zeros has no direction, and stays. */
export function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` */
export function refusePooling(
  thing: string,
  output: string,
  dims: readonly (number | string)[],
  pooling: string | undefined,
): never {
  const shape = dims.map((size) => (size === '' ? 'any' : size)).join(', ');
  throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `The graph gives [${shape}] for a ${thing}, and not one vector.`, {
    hint: 'Its config has to say as "output.pooling" how one is made of that: mean, max, or first for tokens.',
    details: { output, dims: shape, pooling },
  });
}

function toTensorMap(embedding: Float32Array): TensorMap {
  return {
    _cls: 'Tensors',
    tensors: { embedding: { type: 'float32', dims: [embedding.length], data: embedding } },
  };
}
