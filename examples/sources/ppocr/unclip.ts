import type { Rectangle } from './minimum-area-rectangle.ts';

/**
 * Gives a rectangle back the margin that the detector was trained to leave out: every side moves outwards by
 * `area * ratio / perimeter`, as in Differentiable Binarization (https://arxiv.org/abs/1911.08947, section 3.6).
 */
export function unclip(rectangle: Rectangle, ratio: number): Rectangle {
  const { width, height } = rectangle;
  if (width + height === 0) return rectangle;
  const offset = (width * height * ratio) / (2 * (width + height));
  return { ...rectangle, width: width + 2 * offset, height: height + 2 * offset };
}
