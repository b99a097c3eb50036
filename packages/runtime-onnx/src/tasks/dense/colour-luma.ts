import type { RawImage } from '../../image/raw-image.js';

/**
 * Colours of one picture with the brightness of another of the same size, after ITU-R BT.601 in full range.
 * @param luma One channel.
 */
export function colourLuma(luma: RawImage, colours: RawImage): RawImage {
  const { width, height } = luma;
  const data = new Uint8ClampedArray(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const y = luma.data[pixel] ?? 0;
    const [blueness, redness] = colours.channels === 1 ? [0, 0] : chromaOf(colours.data, pixel * 3);
    data[pixel * 3] = y + 1.402 * redness;
    data[pixel * 3 + 1] = y - 0.344136 * blueness - 0.714136 * redness;
    data[pixel * 3 + 2] = y + 1.772 * blueness;
  }
  return { data: new Uint8Array(data.buffer), width, height, channels: 3 };
}

/** Cb and Cr, around 0. */
function chromaOf(data: Uint8Array, start: number): [blueness: number, redness: number] {
  const [red = 0, green = 0, blue = 0] = [data[start], data[start + 1], data[start + 2]];
  return [-0.168736 * red - 0.331264 * green + 0.5 * blue, 0.5 * red - 0.418688 * green - 0.081312 * blue];
}
