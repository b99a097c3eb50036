import { ZooError, type Model, type PredictOptions } from '@modelzoo/core';
import type { ImageClassificationConfig } from '../config/onnx-deployment-config.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { chooseOutput } from './choose-output.js';
import { classify, type ClassifyOptions } from './classify.js';
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
  const labels = await readLabels(output, parts.modelFile, parts.files);
  checkLabels(labels, scores);
  const multiLabel = output.decode === 'sigmoid';

  function decoding(options: PredictOptions): ClassifyOptions {
    return {
      decode: output.decode,
      labels,
      topK: output.top_k ?? (multiLabel ? undefined : 1),
      threshold: options.confidenceThreshold ?? output.score_threshold ?? (multiLabel ? 0.5 : 0),
      storeLogits: options.storeLogits ?? false,
    };
  }

  return {
    ...withoutEmbeddings,
    ...predictWith((inputs, options) =>
      graph.run(inputs, options, ({ values }) => classify(values, decoding(options))),
    ),
    mediaType: 'image',
    hasLogits: output.decode !== 'probabilities',
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Says at load what would otherwise be said at the first picture. */
function checkLabels(labels: readonly string[] | undefined, scores: TensorSlot): void {
  const axes = scores.shape.length > 1 ? scores.shape.slice(1) : scores.shape;
  const classes = axes.reduce<number>((product, size) => product * (typeof size === 'number' ? size : Number.NaN), 1);
  if (labels === undefined || Number.isNaN(classes) || labels.length === classes) return;
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    `The graph tells ${classes} classes apart, and there are ${labels.length} labels.`,
    {
      hint: 'The config of the model does not fit its graph. Tell its author.',
      details: { classes, labels: labels.length },
    },
  );
}
