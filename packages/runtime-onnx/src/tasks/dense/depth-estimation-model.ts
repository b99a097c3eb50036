import type { Heatmap, Model } from '@modelzoo/core';
import type { DepthEstimationConfig } from '../../config/dense-output-config.js';
import { chooseOutput } from '../choose-output.js';
import { createImageGraph, type ImageResult } from '../image-graph.js';
import type { ModelParts } from '../model-parts.js';
import { predictWith } from '../predict-with.js';
import { withoutEmbeddings } from '../without-embeddings.js';
import { takeChannel } from './decode-mask.js';
import { needChannel, needGrid, notANumber } from './dense-error.js';
import { readPixelGrid } from './pixel-grid.js';
import { toPictureLinear } from './to-picture.js';

/**
 * A model that gives a number for each pixel, like its distance. What the numbers mean is the model's own.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export function createDepthEstimationModel(parts: ModelParts<DepthEstimationConfig>): Model {
  const { session, config, limits } = parts;
  const { output } = config;
  const graph = createImageGraph(
    session,
    config.input,
    chooseOutput('map', output.names?.map, session.outputs),
    limits,
  );
  const layout = output.layout ?? graph.plan.preprocess.layout ?? 'NCHW';

  function heatmapOf({ values, dims, placement }: ImageResult): Heatmap {
    const grid = needGrid(readPixelGrid(dims, layout), dims);
    const taken = takeChannel(values, grid, needChannel(output.channel, grid.channels));
    const found = { values: taken, width: grid.width, height: grid.height };
    const { values: map, width, height } = output.resize === false ? found : toPictureLinear(found, placement);
    return { _cls: 'Heatmap', map, width, height, range: rangeOf(map) };
  }

  return {
    ...withoutEmbeddings,
    ...predictWith((inputs, options) => graph.run(inputs, options, heatmapOf)),
    mediaType: 'image',
    hasLogits: false,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** @throws ZooError `ERR_ZOO_PREDICT_FAILED` */
function rangeOf(map: Float32Array): Heatmap['range'] {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const value of map) {
    if (!Number.isFinite(value)) notANumber();
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  return [minimum, maximum];
}
