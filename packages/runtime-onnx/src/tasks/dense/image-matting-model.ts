import type { Model } from '@modelzoo/core';
import type { ImageMattingConfig } from '../../config/dense-output-config.js';
import { chooseOutput } from '../choose-output.js';
import { createImageGraph } from '../image-graph.js';
import type { ModelParts } from '../model-parts.js';
import { predictWith } from '../predict-with.js';
import { withoutEmbeddings } from '../without-embeddings.js';
import { maskOf, thresholdMask } from './mask-of.js';

/**
 * A model that says how much of each pixel belongs to what is cut out: a Heatmap, or with a threshold a Segmentation.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export function createImageMattingModel(parts: ModelParts<ImageMattingConfig>): Model {
  const { session, config, limits } = parts;
  const { output } = config;
  const graph = createImageGraph(
    session,
    config.input,
    chooseOutput('mask', output.names?.mask, session.outputs),
    limits,
  );
  const layout = output.layout ?? graph.plan.preprocess.layout ?? 'NCHW';

  return {
    ...withoutEmbeddings,
    ...predictWith((inputs, options) =>
      graph.run(inputs, options, (result) => {
        const mask = maskOf(result, output, layout);
        const threshold = options.confidenceThreshold ?? output.threshold;
        if (threshold !== undefined) return thresholdMask(mask, threshold);
        const { values: map, width, height } = mask;
        return { _cls: 'Heatmap' as const, map, width, height, range: [0, 1] as const };
      }),
    ),
    mediaType: 'image',
    hasLogits: false,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
