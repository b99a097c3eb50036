import { ZooError, type Model, type ModelInput, type PredictOptions, type TensorMap } from '@modelzoo/core';
import type { ImageEmbeddingConfig } from '../config/image-embedding-config.js';
import { chooseOutput } from './choose-output.js';
import { createImageGraph } from './image-graph.js';
import type { ModelParts } from './model-parts.js';
import { poolEmbedding, vectorCount } from './pool-embedding.js';
import { onlyOne, predictWith } from './predict-with.js';

/**
 * A model that turns pictures into vectors. `predict` gives the same vector as a tensor called `embedding`.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export function createImageEmbeddingModel(parts: ModelParts<ImageEmbeddingConfig>): Model {
  const { session, config, limits } = parts;
  const { pooling, l2 = false, names } = config.output;
  const output = chooseOutput('embedding', names?.embedding, session.outputs);
  const graph = createImageGraph(session, config.input, output, limits);
  const layout = graph.plan.preprocess.layout ?? 'NCHW';
  checkPooling(output.shape.slice(1));

  function checkPooling(dims: readonly (number | string)[]): void {
    const vectors = vectorCount(dims, layout);
    if (vectors === undefined || (vectors > 1 && pooling === undefined) || (pooling === 'first' && dims.length !== 2)) {
      const shape = dims.map((size) => (size === '' ? 'any' : size)).join(', ');
      throw new ZooError(
        'ERR_ZOO_DEPLOYMENT_INVALID',
        `The graph gives [${shape}] for a picture, and not one vector.`,
        {
          hint: 'Its config has to say as "output.pooling" how one is made of that: mean, max, or first for tokens.',
          details: { output: output.name, dims: shape, pooling },
        },
      );
    }
  }

  async function embedAll(inputs: readonly ModelInput[], options: PredictOptions = {}): Promise<Float32Array[]> {
    return graph.run(inputs, options, ({ values, dims }) => {
      checkPooling(dims);
      const vector = poolEmbedding(values, dims, { pooling, layout });
      return l2 ? toUnitLength(vector) : vector;
    });
  }

  return {
    mediaType: 'image',
    hasLogits: false,
    hasEmbeddings: true,
    ...predictWith(async (inputs, options) => (await embedAll(inputs, options)).map(toTensorMap)),
    async embed(input, options) {
      return onlyOne(await embedAll([input], options));
    },
    embedAll,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function toTensorMap(embedding: Float32Array): TensorMap {
  return {
    _cls: 'Tensors',
    tensors: { embedding: { type: 'float32', dims: [embedding.length], data: embedding } },
  };
}

/** A vector of zeros has no direction, and stays. */
function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
