import { ZooError } from '@modelzoo/core';
import { notANumber } from './dense-error.js';
import type { PixelGrid } from './pixel-grid.js';

/** How far rounding may carry a value out of [0, 1]. */
const TOLERANCE = 0.01;

/**
 * How much each pixel belongs, in [0, 1].
 * @throws ZooError `ERR_ZOO_PREDICT_FAILED` for values that are not in there
 */
export function decodeMask(
  values: Float32Array,
  grid: PixelGrid,
  channel: number,
  activation: 'sigmoid' | 'softmax' | undefined,
): Float32Array {
  const mask = activation === 'softmax' ? softmaxOf(values, grid, channel) : takeChannel(values, grid, channel);
  for (const [pixel, value] of mask.entries()) {
    const part = activation === 'sigmoid' ? 1 / (1 + Math.exp(-value)) : value;
    if (Number.isNaN(part)) notANumber();
    if (part < -TOLERANCE || part > 1 + TOLERANCE) throw outside(part);
    mask[pixel] = Math.min(Math.max(part, 0), 1);
  }
  return mask;
}

/** The values of one channel, copied. */
export function takeChannel(values: Float32Array, grid: PixelGrid, channel: number): Float32Array {
  const { pixelStep, channelStep, width, height } = grid;
  const taken = new Float32Array(width * height);
  for (let pixel = 0; pixel < taken.length; pixel += 1) {
    taken[pixel] = values[pixel * pixelStep + channel * channelStep] ?? 0;
  }
  return taken;
}

function softmaxOf(values: Float32Array, grid: PixelGrid, channel: number): Float32Array {
  const { pixelStep, channelStep, channels, width, height } = grid;
  const mask = new Float32Array(width * height);
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    const start = pixel * pixelStep;
    const chosen = values[start + channel * channelStep] ?? 0;
    let total = 0;
    for (let other = 0; other < channels; other += 1) {
      total += Math.exp((values[start + other * channelStep] ?? 0) - chosen);
    }
    mask[pixel] = 1 / total;
  }
  return mask;
}

function outside(value: number): ZooError {
  return new ZooError('ERR_ZOO_PREDICT_FAILED', `The model gives ${value} where a part of 1 should be.`, {
    hint: 'If it gives logits, its config has to say "activation": "sigmoid" or "softmax".',
    details: { value: String(value) },
  });
}
