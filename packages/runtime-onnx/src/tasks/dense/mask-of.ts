import type { Segmentation } from '@modelzoo/core';
import type { MaskOutputConfig } from '../../config/dense-output-config.js';
import type { ImageResult } from '../image-graph.js';
import { decodeMask } from './decode-mask.js';
import { needChannel, needGrid } from './dense-error.js';
import { readPixelGrid } from './pixel-grid.js';
import { toPictureLinear } from './to-picture.js';

/** How much each pixel belongs, in [0, 1], row by row. */
export interface Mask {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** @throws ZooError `ERR_ZOO_PREDICT_FAILED`, `ERR_ZOO_DEPLOYMENT_INVALID` when the config does not fit what came */
export function maskOf(
  { values, dims, placement }: ImageResult,
  output: MaskOutputConfig,
  layout: 'NCHW' | 'NHWC',
): Mask {
  const grid = needGrid(readPixelGrid(dims, layout), dims);
  const channel = needChannel(output.channel, grid.channels);
  const mask = decodeMask(values, grid, channel, output.activation);
  const found = { values: mask, width: grid.width, height: grid.height };
  return output.resize === false ? found : toPictureLinear(found, placement);
}

/** 1 from the threshold on, and 0 below it. */
export function thresholdMask({ values, width, height }: Mask, threshold: number): Segmentation {
  const mask = new Uint8Array(values.length);
  for (const [pixel, value] of values.entries()) mask[pixel] = value >= threshold ? 1 : 0;
  return { _cls: 'Segmentation', mask, width, height };
}
