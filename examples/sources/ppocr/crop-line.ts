import type { Point } from '@modelzoo/core';
import { quadrilateralHeight, quadrilateralWidth, type Quadrilateral } from './geometry.ts';
import type { Picture } from './picture.ts';

/**
 * Cuts a quadrilateral out of a picture and straightens it to `width` × `height` by a perspective mapping. Beyond the
 * picture its border goes on. Where the result is smaller than the original, several samples are averaged for each pixel.
 */
export function cropLine(picture: Picture, quadrilateral: Quadrilateral, width: number, height: number): Picture {
  const locate = fromUnitSquare(quadrilateral);
  const samplesX = Math.max(Math.round(quadrilateralWidth(quadrilateral) / width), 1);
  const samplesY = Math.max(Math.round(quadrilateralHeight(quadrilateral) / height), 1);
  const samples = samplesX * samplesY;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const sum: [number, number, number] = [0, 0, 0];
      for (let sample = 0; sample < samples; sample += 1) {
        const right = ((sample % samplesX) + 0.5) / samplesX;
        const below = (Math.floor(sample / samplesX) + 0.5) / samplesY;
        addSample(picture, locate((x + right) / width, (y + below) / height), sum);
      }
      const at = (y * width + x) * 3;
      data[at] = Math.round(sum[0] / samples);
      data[at + 1] = Math.round(sum[1] / samples);
      data[at + 2] = Math.round(sum[2] / samples);
    }
  }
  return { width, height, data };
}

/**
 * The projective mapping that takes the corners of the unit square to those of a quadrilateral (Heckbert, "Fundamentals of
 * Texture Mapping and Image Warping", 1989, section 2.2.3).
 */
export function fromUnitSquare([topLeft, topRight, bottomRight, bottomLeft]: Quadrilateral): (
  u: number,
  v: number,
) => Point {
  const [x0, y0] = topLeft;
  const skewX = x0 - topRight[0] + bottomRight[0] - bottomLeft[0];
  const skewY = y0 - topRight[1] + bottomRight[1] - bottomLeft[1];
  const rightX = topRight[0] - bottomRight[0];
  const rightY = topRight[1] - bottomRight[1];
  const leftX = bottomLeft[0] - bottomRight[0];
  const leftY = bottomLeft[1] - bottomRight[1];
  const area = rightX * leftY - leftX * rightY;
  // A quadrilateral without area has no perspective to undo.
  const g = area === 0 ? 0 : (skewX * leftY - leftX * skewY) / area;
  const h = area === 0 ? 0 : (rightX * skewY - skewX * rightY) / area;
  const a = topRight[0] - x0 + g * topRight[0];
  const b = bottomLeft[0] - x0 + h * bottomLeft[0];
  const d = topRight[1] - y0 + g * topRight[1];
  const e = bottomLeft[1] - y0 + h * bottomLeft[1];
  return (u, v) => {
    const depth = g * u + h * v + 1;
    return [(a * u + b * v + x0) / depth, (d * u + e * v + y0) / depth];
  };
}

/** Adds the colour at a place, interpolated between the four pixels around it. */
function addSample(picture: Picture, [x, y]: Point, sum: [red: number, green: number, blue: number]): void {
  const { width, height, data } = picture;
  const centerX = Math.min(Math.max(x - 0.5, 0), width - 1);
  const centerY = Math.min(Math.max(y - 0.5, 0), height - 1);
  const left = Math.floor(centerX);
  const top = Math.floor(centerY);
  const shareX = centerX - left;
  const shareY = centerY - top;
  const topLeft = (top * width + left) * 3;
  const topRight = left + 1 < width ? topLeft + 3 : topLeft;
  const down = top + 1 < height ? width * 3 : 0;
  for (const channel of [0, 1, 2] as const) {
    const above = mix(data[topLeft + channel], data[topRight + channel], shareX);
    const below = mix(data[topLeft + down + channel], data[topRight + down + channel], shareX);
    sum[channel] += mix(above, below, shareY);
  }
}

function mix(from = 0, to = 0, share = 0): number {
  return from + (to - from) * share;
}
