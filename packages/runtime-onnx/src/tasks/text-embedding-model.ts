import type { Model } from '@modelzoo/core';
import type { TextEmbeddingConfig } from '../config/text-embedding-config.js';
import { chooseOutput } from './choose-output.js';
import { embedWith, refusePooling, toUnitLength } from './embedding-output.js';
import type { ModelParts } from './model-parts.js';
import { poolEmbedding } from './pool-embedding.js';
import { createTextGraph, type TextResult } from './text-graph.js';

/**
 * A model that turns texts into vectors.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createTextEmbeddingModel(parts: ModelParts<TextEmbeddingConfig>): Promise<Model> {
  const { session, config } = parts;
  const { pooling, l2 = false, names } = config.output;
  const output = chooseOutput('embedding', names?.embedding, session.outputs);
  checkPooling(output.shape.slice(1));
  const graph = await createTextGraph(parts, output);

  function checkPooling(dims: readonly (number | string)[]): void {
    if (dims.length !== 1 && (dims.length !== 2 || pooling === undefined)) {
      refusePooling('text', output.name, dims, pooling);
    }
  }

  function vectorOf({ values, dims, tokens }: TextResult): Float32Array {
    checkPooling(dims);
    if (dims.length === 1) return values.slice();
    const [count = 0, size = 0] = dims;
    // Padding is no part of the text.
    const { start, length } = tokens ?? { start: 0, length: count };
    const first = pooling === 'last' ? start + length - 1 : start;
    const own = values.subarray(first * size, (start + length) * size);
    return poolEmbedding(own, [own.length / size, size], {
      pooling: pooling === 'last' ? 'first' : pooling,
      layout: 'NCHW',
    });
  }

  return {
    mediaType: 'text',
    hasLogits: false,
    ...embedWith((inputs, options) =>
      graph.run(inputs, options, (result) => (l2 ? toUnitLength(vectorOf(result)) : vectorOf(result))),
    ),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
