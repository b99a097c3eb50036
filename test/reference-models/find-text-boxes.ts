import type { Heatmap } from '@modelzoo/core';

/** Edges in pixels: left, top, right, bottom. */
export type TextBox = readonly [left: number, top: number, right: number, bottom: number];

const LEAST_PROBABILITY = 0.3;
const LEAST_PIXELS = 20;
const LEAST_MEAN = 0.6;
/** Graphs of PP-OCR draw lines thinner than they are. */
const GROWTH = 1.5;

/** The lines of text in what PP-OCR's detection gives: pixels that touch each other are one. In pixels of the map. */
export function findTextBoxes({ map, width, height }: Heatmap): TextBox[] {
  const seen = new Uint8Array(map.length);
  const boxes: TextBox[] = [];
  for (let start = 0; start < map.length; start += 1) {
    if (seen[start] === 1 || (map[start] ?? 0) < LEAST_PROBABILITY) continue;
    let [left, top, right, bottom, sum] = [width, height, 0, 0, 0];
    const pixels = [start];
    seen[start] = 1;
    for (const pixel of pixels) {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
      sum += map[pixel] ?? 0;
      for (const [beside, there] of [
        [pixel - 1, x > 0],
        [pixel + 1, x < width - 1],
        [pixel - width, y > 0],
        [pixel + width, y < height - 1],
      ] as const) {
        if (!there || seen[beside] === 1 || (map[beside] ?? 0) < LEAST_PROBABILITY) continue;
        seen[beside] = 1;
        pixels.push(beside);
      }
    }
    if (pixels.length < LEAST_PIXELS || sum / pixels.length < LEAST_MEAN) continue;
    const [boxWidth, boxHeight] = [right - left + 1, bottom - top + 1];
    const grow = (boxWidth * boxHeight * GROWTH) / (2 * (boxWidth + boxHeight));
    boxes.push([left - grow, top - grow, right + 1 + grow, bottom + 1 + grow]);
  }
  return boxes;
}
