import type { Point } from '@modelzoo/core';
import type { RawImage } from '@modelzoo/runtime-onnx';

/** Where eyes, nose and corners of the mouth lie in the faces that ArcFace was trained with, of 112 × 112 pixels. */
const template: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
const SIDE = 112;

/** Turns, moves and scales a face so that its points come nearest to the template. `points` are in pixels. */
export function alignFace(image: RawImage, points: readonly Point[]): RawImage {
  const [fromX, fromY] = meanOf(points);
  const [toX, toY] = meanOf(template);
  let [along, across, size] = [0, 0, 0];
  for (const [index, [x, y]] of points.entries()) {
    const [u = 0, v = 0] = template[index] ?? [];
    along += (x - fromX) * (u - toX) + (y - fromY) * (v - toY);
    across += (x - fromX) * (v - toY) - (y - fromY) * (u - toX);
    size += (x - fromX) ** 2 + (y - fromY) ** 2;
  }
  const [a, b] = [along / size, across / size];
  const scale = a * a + b * b;
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const [u, v] = [column - toX, row - toY];
      const x = (a * u + b * v) / scale + fromX;
      const y = (a * v - b * u) / scale + fromY;
      for (let channel = 0; channel < 3; channel += 1) {
        data[(row * SIDE + column) * 3 + channel] = Math.round(sample(image, x, y, channel));
      }
    }
  }
  return { data, width: SIDE, height: SIDE, channels: 3 };
}

/** The same face in a mirror, and darker. */
export function mirrorAndDarken({ data, width, height, channels }: RawImage, factor: number): RawImage {
  const mirrored = data.map((_, index) => {
    const [pixel, channel] = [Math.floor(index / channels), index % channels];
    const column = width - 1 - (pixel % width);
    return Math.round((data[(pixel - (pixel % width) + column) * channels + channel] ?? 0) * factor);
  });
  return { data: mirrored, width, height, channels };
}

function meanOf(points: readonly Point[]): Point {
  const sum = points.reduce(([x, y], [u, v]) => [x + u, y + v] as const, [0, 0] as Point);
  return [sum[0] / points.length, sum[1] / points.length];
}

function sample({ data, width, height }: RawImage, x: number, y: number, channel: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= width || row >= height ? 0 : (data[(row * width + column) * 3 + channel] ?? 0);
  const above = at(left, top) * (left + 1 - x) + at(left + 1, top) * (x - left);
  const below = at(left, top + 1) * (left + 1 - x) + at(left + 1, top + 1) * (x - left);
  return above * (top + 1 - y) + below * (y - top);
}
