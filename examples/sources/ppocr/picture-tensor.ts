import type { Numbers } from './graph.ts';
import type { Picture } from './picture.ts';

/** How bytes become numbers: `(byte / 255 - mean) / deviation`, for blue, green and red. */
export interface Normalization {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** To [-1, 1], as the orientation and recognition graphs take lines. */
export const lineNormalization: Normalization = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] };

/**
 * Pictures of one height as one tensor `[pictures, 3, height, width]`: planes of blue, green and red, each picture at the
 * left, the rest of its width 0.
 */
export function toTensor(
  pictures: readonly Picture[],
  normalization: Normalization,
  width = Math.max(...pictures.map((picture) => picture.width)),
): Numbers {
  const height = pictures[0]?.height ?? 0;
  const plane = height * width;
  const data = new Float32Array(pictures.length * 3 * plane);
  for (const [index, picture] of pictures.entries()) {
    for (const channel of [0, 1, 2] as const) {
      const scale = 1 / (255 * normalization.deviation[channel]);
      const shift = normalization.mean[channel] / normalization.deviation[channel];
      const start = (index * 3 + channel) * plane;
      for (let y = 0; y < height; y += 1) {
        // The bytes are red, green, blue; the graphs want blue first.
        let from = y * picture.width * 3 + (2 - channel);
        for (let x = 0; x < picture.width; x += 1, from += 3) {
          data[start + y * width + x] = (picture.data[from] ?? 0) * scale - shift;
        }
      }
    }
  }
  return { data, dims: [pictures.length, 3, height, width] };
}
