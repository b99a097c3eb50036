/** How the values of an output lie over the picture. */
export interface PixelGrid {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** From a pixel to the next in its row; rows follow each other. */
  readonly pixelStep: number;
  /** From a channel to the next. */
  readonly channelStep: number;
}

/**
 * Reads the shape of an output; `undefined` when it is none of a picture. One channel is found on either side, since
 * graphs drop it or move it.
 * @param dims Without the batch.
 */
export function readPixelGrid(dims: readonly number[], layout: 'NCHW' | 'NHWC'): PixelGrid | undefined {
  const [first = 0, second = 0, third = 0] = dims;
  if (dims.length === 2) return grid(second, first, 1);
  if (dims.length !== 3) return undefined;
  const firstIsChannel = first === 1 && third > 1;
  const lastIsChannel = third === 1 && first > 1 && second > 1;
  const last = layout === 'NHWC' ? !firstIsChannel : lastIsChannel;
  return last ? { ...grid(second, first, third), pixelStep: third, channelStep: 1 } : grid(third, second, first);
}

function grid(width: number, height: number, channels: number): PixelGrid {
  return { width, height, channels, pixelStep: 1, channelStep: width * height };
}
