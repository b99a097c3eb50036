import type { Model } from '@modelzoo/core';
import type { ImageEmbeddingConfig } from '../config/image-embedding-config.js';
import { chooseOutput } from './choose-output.js';
import { embedWith, refusePooling, toUnitLength } from './embedding-output.js';
import { createImageGraph } from './image-graph.js';
import type { ModelParts } from './model-parts.js';
import { poolEmbedding, vectorCount } from './pool-embedding.js';

/**
 * A model that turns pictures into vectors.
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
      refusePooling('picture', output.name, dims, pooling);
    }
  }

  return {
    mediaType: 'image',
    hasLogits: false,
    ...embedWith((inputs, options) =>
      graph.run(inputs, options, ({ values, dims }) => {
        checkPooling(dims);
        const vector = poolEmbedding(values, dims, { pooling, layout });
        return l2 ? toUnitLength(vector) : vector;
      }),
    ),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
