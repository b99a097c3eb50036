import sharp from 'sharp';
import { cropLine } from '../sources/ppocr/crop-line.ts';
import type { Quadrilateral } from '../sources/ppocr/geometry.ts';

/** How a drawing is made to look photographed. */
export interface Camera {
  /** Corners of the drawing that the camera sees, in its pixels. Anything but a rectangle gives perspective. */
  readonly view: Quadrilateral;
  readonly width: number;
  readonly height: number;
  /** Standard deviation of the blur, in pixels. */
  readonly blur: number;
  /** Standard deviation of the noise, in levels of 255. */
  readonly noise: number;
  /** Makes the noise the same on every run. */
  readonly seed: number;
}

/** Renders an SVG drawing as a JPEG that looks photographed: seen from an angle, a little unsharp, and grainy. */
export async function photograph(svg: string, camera: Camera): Promise<Buffer> {
  const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const seen = cropLine({ width: info.width, height: info.height, data }, camera.view, camera.width, camera.height);
  const raw = { width: seen.width, height: seen.height, channels: 3 } as const;
  const blurred = await sharp(seen.data, { raw }).blur(camera.blur).raw().toBuffer();
  const random = createRandom(camera.seed);
  // The clamped array rounds, and keeps the noise within a byte.
  const grainy = Uint8ClampedArray.from(blurred, (value) => value + camera.noise * normal(random));
  return sharp(grainy, { raw }).jpeg({ quality: 82, mozjpeg: true }).toBuffer();
}

/** Numbers in [0, 1) that depend on the seed only (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed around 0 with deviation 1 (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
