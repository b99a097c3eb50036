import type { Heatmap } from '@modelzoo/core';
import { decodeImage } from '@modelzoo/runtime-onnx';
import { expect } from 'vitest';
import { imagePath, readResults } from './collection.js';
import { findTextBoxes } from './find-text-boxes.js';
import type { ReferenceCheck } from './reference-check.js';
import { overlap } from './reference-pictures.js';

/** Where the lines of text are. */
export const checkTextLines: ReferenceCheck = async (source, name) => {
  type Pages = readonly {
    readonly image: string;
    readonly net: readonly [width: number, height: number];
    readonly boxes: readonly { readonly box: readonly number[] }[];
  }[];
  const pages = (await readResults(name)) as Pages;
  expect(pages.length).toBeGreaterThan(2);
  const maps = (await source.apply(
    name,
    pages.map(({ image }) => imagePath(image)),
  )) as Heatmap[];
  for (const [index, map] of maps.entries()) {
    const { image = '', net, boxes = [] } = pages[index] ?? {};
    expect([map.width, map.height]).toStrictEqual(net);
    const picture = await decodeImage(imagePath(image));
    const [factorX, factorY] = [picture.width / map.width, picture.height / map.height];
    const found = findTextBoxes(map).map(([left, top, right, bottom]) => {
      const [x, y] = [Math.max(left * factorX, 0), Math.max(top * factorY, 0)];
      const [endX, endY] = [Math.min(right * factorX, picture.width), Math.min(bottom * factorY, picture.height)];
      return [x, y, endX - x, endY - y] as const;
    });
    expect(found).toHaveLength(boxes.length);
    for (const { box } of boxes) {
      const [left = 0, top = 0, right = 0, bottom = 0] = box;
      const overlaps = found.map((each) => overlap(each, [left, top, right - left, bottom - top]));
      expect(Math.max(...overlaps)).toBeGreaterThan(0.98);
    }
  }
};
