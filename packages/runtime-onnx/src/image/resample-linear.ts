import type { RawImage } from './raw-image.js';

/** A part of the resized picture, in its pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Bilinear resize that looks at the four nearest pixels only, whatever the factor, as `cv2.INTER_LINEAR` does: pixel
 * centres are aligned, edges repeat. What models were trained with must be what they get, and sharp has no kernel that
 * leaves out the averaging when it makes a picture smaller.
 */
export function resampleLinear(image: RawImage, width: number, height: number, region?: Region): RawImage {
  const part = region ?? { left: 0, top: 0, width, height };
  const { channels, data } = image;
  const columns = linearTaps(image.width, width, part.left, part.width, channels);
  const rows = linearTaps(image.height, height, part.top, part.height, image.width * channels);
  const output = new Uint8Array(part.width * part.height * channels);
  let position = 0;
  for (let y = 0; y < part.height; y += 1) {
    const upper = rows.first[y] ?? 0;
    const lower = rows.second[y] ?? 0;
    const down = rows.weight[y] ?? 0;
    for (let x = 0; x < part.width; x += 1) {
      const left = columns.first[x] ?? 0;
      const right = columns.second[x] ?? 0;
      const across = columns.weight[x] ?? 0;
      for (let channel = 0; channel < channels; channel += 1) {
        const above = mix(data[upper + left + channel] ?? 0, data[upper + right + channel] ?? 0, across);
        const below = mix(data[lower + left + channel] ?? 0, data[lower + right + channel] ?? 0, across);
        output[position] = Math.round(mix(above, below, down));
        position += 1;
      }
    }
  }
  return { data: output, width: part.width, height: part.height, channels };
}

function mix(first: number, second: number, weight: number): number {
  return first + (second - first) * weight;
}

/** For each output position: the offsets of the two inputs beside it, and how much the second counts. */
function linearTaps(inputSize: number, outputSize: number, start: number, count: number, stride: number) {
  const first = new Uint32Array(count);
  const second = new Uint32Array(count);
  const weight = new Float64Array(count);
  const ratio = inputSize / outputSize;
  for (let index = 0; index < count; index += 1) {
    const centre = Math.min(Math.max((start + index + 0.5) * ratio - 0.5, 0), inputSize - 1);
    const before = Math.floor(centre);
    first[index] = before * stride;
    second[index] = Math.min(before + 1, inputSize - 1) * stride;
    weight[index] = centre - before;
  }
  return { first, second, weight };
}
