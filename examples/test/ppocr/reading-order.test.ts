import type { Point } from '@modelzoo/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turnHalf, type Quadrilateral } from '../../sources/ppocr/geometry.ts';
import { orderForReading } from '../../sources/ppocr/reading-order.ts';

interface Line {
  readonly text: string;
  readonly quadrilateral: Quadrilateral;
}

function line(text: string, left: number, top: number, width: number, height = 20): Line {
  return {
    text,
    quadrilateral: [
      [left, top],
      [left + width, top],
      [left + width, top + height],
      [left, top + height],
    ],
  };
}

function turnAll(lines: readonly Line[], degrees: number): Line[] {
  const angle = (degrees * Math.PI) / 180;
  const turn = ([x, y]: Point): Point => [
    x * Math.cos(angle) - y * Math.sin(angle),
    x * Math.sin(angle) + y * Math.cos(angle),
  ];
  return lines.map(({ text, quadrilateral: [a, b, c, d] }) => ({
    text,
    quadrilateral: [turn(a), turn(b), turn(c), turn(d)],
  }));
}

const page = [
  line('title', 100, 0, 200, 40),
  line('item', 0, 60, 150),
  line('price', 300, 66, 60),
  line('second', 0, 90, 160),
  line('9', 320, 88, 20),
  line('end', 0, 130, 300),
];
const inOrder = page.map(({ text }) => text);

describe('orderForReading', () => {
  it('reads row after row, and each row from its start', () => {
    expect(orderForReading(page.toReversed()).map(({ text }) => text)).toStrictEqual(inOrder);
  });

  it.each([-30, 15, 90, 180, -90])('reads a page that is turned by %d degrees in the same order', (degrees) => {
    expect(orderForReading(turnAll(page, degrees).toReversed()).map(({ text }) => text)).toStrictEqual(inOrder);
  });

  it('is not led astray by one line upside down', () => {
    const [title, ...others] = page as [Line, ...Line[]];
    const lines = [{ ...title, quadrilateral: turnHalf(title.quadrilateral) }, ...others];
    expect(orderForReading(lines).map(({ text }) => text)).toStrictEqual(inOrder);
  });

  it('gives every line once', () => {
    const anyLine = fc.tuple(
      fc.nat(500),
      fc.nat(500),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 60 }),
    );
    fc.assert(
      fc.property(fc.array(anyLine), (boxes) => {
        const lines = boxes.map((box, index) => line(String(index), ...box));
        expect(new Set(orderForReading(lines))).toStrictEqual(new Set(lines));
        expect(orderForReading(lines)).toHaveLength(lines.length);
      }),
    );
  });
});
