import type { Heatmap, Prediction, Segmentation } from '@modelzoo/core';
import type { default as Sharp, OverlayOptions } from 'sharp';
import { COLOURS } from './colours.js';
import type { PictureSize } from './picture-size.js';
import { namedLabels } from './prediction-labels.js';

/** How much of a layer shows, of 255. */
const MASK_ALPHA = 130;
const HEATMAP_ALPHA = 150;

/** From low to high, as bright as it is high: dark blue, violet, orange, yellow. */
const RAMP = [
  [13, 8, 135],
  [126, 3, 168],
  [204, 71, 120],
  [248, 149, 64],
  [240, 249, 33],
] as const;

/** The masks and heatmaps of a prediction, to be laid over a picture of that size. Class 0 of a mask is left clear. */
export async function pixelLayers(
  prediction: Prediction,
  { width, height }: PictureSize,
  toPicture: typeof Sharp,
): Promise<readonly OverlayOptions[]> {
  const layers: OverlayOptions[] = [];
  for (const { label } of namedLabels(prediction, '')) {
    if (label._cls !== 'Segmentation' && label._cls !== 'Heatmap') continue;
    const pixels = label._cls === 'Segmentation' ? maskPixels(label) : heatmapPixels(label);
    const kernel = label._cls === 'Segmentation' ? 'nearest' : 'linear';
    const input = await toPicture(pixels, { raw: { width: label.width, height: label.height, channels: 4 } })
      .resize(width, height, { fit: 'fill', kernel })
      .png()
      .toBuffer();
    layers.push({ input });
  }
  return layers;
}

function maskPixels({ mask }: Segmentation): Buffer {
  const pixels = Buffer.alloc(mask.length * 4);
  mask.forEach((value, index) => {
    if (value === 0) return;
    const colour = COLOURS[(value - 1) % COLOURS.length] ?? COLOURS[0];
    pixels.writeUInt32BE(Number.parseInt(colour.slice(1), 16) * 256 + MASK_ALPHA, index * 4);
  });
  return pixels;
}

function heatmapPixels({ map, range: [least, most] }: Heatmap): Buffer {
  const pixels = Buffer.alloc(map.length * 4);
  const span = most > least ? most - least : 1;
  map.forEach((value, index) => {
    const share = Math.min(1, Math.max(0, (value - least) / span));
    const step = Math.min(RAMP.length - 2, Math.floor(share * (RAMP.length - 1)));
    const [from = RAMP[0], to = RAMP[0]] = [RAMP[step], RAMP[step + 1]];
    const weight = share * (RAMP.length - 1) - step;
    for (const channel of [0, 1, 2] as const) {
      pixels[index * 4 + channel] = Math.round(from[channel] * (1 - weight) + to[channel] * weight);
    }
    pixels[index * 4 + 3] = HEATMAP_ALPHA;
  });
  return pixels;
}
