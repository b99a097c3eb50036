import type { Model } from '@modelzoo/core';
import type { TextClassificationConfig } from '../config/text-classification-config.js';
import { chooseOutput } from './choose-output.js';
import { classify } from './classify.js';
import { checkLabelCount, classifyOptions } from './classify-options.js';
import type { ModelParts } from './model-parts.js';
import { predictWith } from './predict-with.js';
import { readLabels } from './read-labels.js';
import { createTextGraph } from './text-graph.js';
import { withoutEmbeddings } from './without-embeddings.js';

/**
 * A model that says what a text is.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createTextClassificationModel(parts: ModelParts<TextClassificationConfig>): Promise<Model> {
  const { session, config } = parts;
  const { output } = config;
  const scores = chooseOutput('scores', output.names?.scores, session.outputs);
  const graph = await createTextGraph(parts, scores);
  const labels = await readLabels(output, parts);
  checkLabelCount(labels, scores);

  return {
    ...withoutEmbeddings,
    ...predictWith((inputs, options) =>
      graph.run(inputs, options, ({ values }) => classify(values, classifyOptions(output, labels, options))),
    ),
    mediaType: 'text',
    hasLogits: output.decode !== 'probabilities',
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
