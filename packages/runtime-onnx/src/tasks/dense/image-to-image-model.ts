import { ZooError, type Model, type TensorMap } from '@modelzoo/core';
import type { ImageToImageConfig } from '../../config/image-to-image-config.js';
import { channelCount } from '../../image/image-tensor.js';
import { resizeImage } from '../../image/resize-image.js';
import { chooseOutput } from '../choose-output.js';
import { createImageGraph, type ImageResult } from '../image-graph.js';
import type { ModelParts } from '../model-parts.js';
import { predictWith } from '../predict-with.js';
import { withoutEmbeddings } from '../without-embeddings.js';
import { colourLuma } from './colour-luma.js';
import { needGrid } from './dense-error.js';
import { pixelsOf } from './pixels-of.js';
import { readPixelGrid } from './pixel-grid.js';

/**
 * A model that makes pictures of pictures. `predict` gives a tensor `image`, uint8 `[height, width, channels]` with
 * channels 3 (RGB) or 1, as large as the graph makes it.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export function createImageToImageModel(parts: ModelParts<ImageToImageConfig>): Model {
  const { session, config, limits } = parts;
  const { output } = config;
  const slot = chooseOutput('image', output.names?.image, session.outputs);
  const graph = createImageGraph(session, config.input, slot, limits);
  const layout = output.layout ?? graph.plan.preprocess.layout ?? 'NCHW';
  const channels = output.channels ?? graph.plan.preprocess.channels ?? 'RGB';

  async function imageOf({ values, dims, placement, fitted }: ImageResult): Promise<TensorMap> {
    const grid = needGrid(readPixelGrid(dims, layout), dims);
    if (grid.channels !== channelCount(channels)) throw otherChannels(grid.channels, channels);
    const made = pixelsOf(values, grid, placement, {
      bgr: channels === 'BGR',
      scale: output.scale ?? 1,
      offset: output.offset ?? 0,
    });
    const { width, height } = made;
    const image =
      channels === 'Y' ? colourLuma(made, await resizeImage(fitted, { width, height }, { kernel: 'cubic' })) : made;
    const tensor = { type: 'uint8' as const, dims: [height, width, image.channels], data: image.data };
    return { _cls: 'Tensors', tensors: { image: tensor } };
  }

  return {
    ...withoutEmbeddings,
    ...predictWith((inputs, options) => graph.run(inputs, options, imageOf)),
    mediaType: 'image',
    hasLogits: false,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function otherChannels(found: number, channels: string): ZooError {
  return new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `The model gives ${found} channels, and not ${channels}.`, {
    hint: 'Its config may say "output.channels" and "output.layout". Tell its author.',
    details: { channels: found },
  });
}
