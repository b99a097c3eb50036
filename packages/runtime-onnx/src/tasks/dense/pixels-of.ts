import type { ImagePlacement } from '../../image/place-image.js';
import type { RawImage } from '../../image/raw-image.js';
import { notANumber } from './dense-error.js';
import type { PixelGrid } from './pixel-grid.js';

/** What values stand for. */
export interface PixelOptions {
  /** Blue comes first. */
  readonly bgr: boolean;
  readonly scale: number;
  readonly offset: number;
}

/**
 * The picture that an output is, without what was made of the padding.
 * @throws ZooError `ERR_ZOO_PREDICT_FAILED` when a value is no number
 */
export function pixelsOf(
  values: Float32Array,
  grid: PixelGrid,
  placement: ImagePlacement,
  { bgr, scale, offset }: PixelOptions,
): RawImage {
  const channels = grid.channels === 1 ? 1 : 3;
  const { target, crop } = placement;
  const columns = spanOf(placement.left, crop.width, grid.width / target.width, grid.width);
  const rows = spanOf(placement.top, crop.height, grid.height / target.height, grid.height);
  const data = new Uint8Array(columns.length * rows.length * channels);
  let index = 0;
  for (let y = rows.start; y < rows.start + rows.length; y += 1) {
    for (let x = columns.start; x < columns.start + columns.length; x += 1) {
      const pixel = (y * grid.width + x) * grid.pixelStep;
      for (let channel = 0; channel < channels; channel += 1) {
        const from = bgr ? channels - 1 - channel : channel;
        const value = values[pixel + from * grid.channelStep] ?? 0;
        if (Number.isNaN(value)) notANumber();
        data[index] = Math.min(Math.max(Math.round(value * scale + offset), 0), 255);
        index += 1;
      }
    }
  }
  return { data, width: columns.length, height: rows.length, channels };
}

function spanOf(start: number, length: number, factor: number, cells: number): { start: number; length: number } {
  const first = Math.min(Math.round(start * factor), cells - 1);
  return { start: first, length: Math.max(1, Math.min(Math.round(length * factor), cells - first)) };
}
