import type { Model } from '@modelzoo/core';
import type { ImageClassificationConfig } from '../config/onnx-deployment-config.js';
import { chooseOutput } from './choose-output.js';
import { classify } from './classify.js';
import { checkLabelCount, classifyOptions } from './classify-options.js';
import { createImageGraph } from './image-graph.js';
import type { ModelParts } from './model-parts.js';
import { predictWith } from './predict-with.js';
import { readLabels } from './read-labels.js';
import { withoutEmbeddings } from './without-embeddings.js';

/**
 * A model that says what a picture shows.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createImageClassificationModel(parts: ModelParts<ImageClassificationConfig>): Promise<Model> {
  const { session, config, limits } = parts;
  const { output } = config;
  const scores = chooseOutput('scores', output.names?.scores, session.outputs);
  const graph = createImageGraph(session, config.input, scores, limits);
  const labels = await readLabels(output, parts);
  checkLabelCount(labels, scores);
  return {
    ...withoutEmbeddings,
    ...predictWith((inputs, options) =>
      graph.run(inputs, options, ({ values }) => classify(values, classifyOptions(output, labels, options))),
    ),
    mediaType: 'image',
    hasLogits: output.decode !== 'probabilities',
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
