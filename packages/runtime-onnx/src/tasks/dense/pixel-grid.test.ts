import { describe, expect, it } from 'vitest';
import { readPixelGrid } from './pixel-grid.js';

describe('readPixelGrid', () => {
  it.each([
    [[21, 3, 5], 'NCHW', { width: 5, height: 3, channels: 21, pixelStep: 1, channelStep: 15 }],
    [[3, 5, 21], 'NHWC', { width: 5, height: 3, channels: 21, pixelStep: 21, channelStep: 1 }],
    [[3, 5], 'NCHW', { width: 5, height: 3, channels: 1 }],
    [[1, 3, 5], 'NHWC', { width: 5, height: 3, channels: 1, pixelStep: 1 }],
    [[3, 5, 1], 'NCHW', { width: 5, height: 3, channels: 1, pixelStep: 1 }],
  ] as const)('reads %j with %s', (dims, layout, expected) => {
    expect(readPixelGrid(dims, layout)).toMatchObject(expected);
  });

  it.each([[[]], [[5]], [[1, 2, 3, 4]]])('says that %j is no picture', (dims) => {
    expect(readPixelGrid(dims, 'NCHW')).toBeUndefined();
  });
});
