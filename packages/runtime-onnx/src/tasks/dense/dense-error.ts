import { ZooError } from '@modelzoo/core';
import type { PixelGrid } from './pixel-grid.js';

/** @throws ZooError `ERR_ZOO_PREDICT_FAILED` when an output has no shape of a picture */
export function needGrid(grid: PixelGrid | undefined, dims: readonly number[]): PixelGrid {
  if (grid !== undefined) return grid;
  throw new ZooError(
    'ERR_ZOO_PREDICT_FAILED',
    `The model gives [${dims.join(', ')}], and not a value for each pixel.`,
    {
      hint: 'Its config may name another output in "output.names". Tell its author.',
      details: { dims: dims.join(', ') },
    },
  );
}

/** @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when it is not clear which channel is meant, or there is none such */
export function needChannel(channel: number | undefined, channels: number): number {
  if (channel === undefined && channels === 1) return 0;
  if (channel !== undefined && channel < channels) return channel;
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    channel === undefined
      ? `The model gives ${channels} values for each pixel.`
      : `The model has no channel ${channel}, but ${channels} channels.`,
    {
      hint: 'Its config has to choose one of them as "output.channel", counted from 0.',
      details: { channel, channels },
    },
  );
}

/** @throws ZooError `ERR_ZOO_PREDICT_FAILED` */
export function notANumber(): never {
  throw new ZooError('ERR_ZOO_PREDICT_FAILED', 'The model computes no numbers on this input.', {
    hint: 'The model is still loaded. If it does so with other inputs, tell its author.',
  });
}
