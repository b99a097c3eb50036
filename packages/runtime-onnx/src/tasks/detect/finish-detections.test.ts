import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeImage, type FitOptions } from '../../image/place-image.js';
import type { Candidate } from './candidate.js';
import { finishDetections } from './finish-detections.js';

const square = { width: 100, height: 100 };
const placement = placeImage(square, square);
const candidate: Candidate = { classIndex: 0, confidence: 0.5, left: 10, top: 20, right: 30, bottom: 60 };

function finish(change: Partial<Candidate>) {
  return finishDetections([{ ...candidate, ...change }], { placement, labels: ['thing'], nms: {} });
}

describe('finishDetections', () => {
  it('finds a box of the picture again, whatever the picture went through', () => {
    const side = fc.integer({ min: 1, max: 4000 });
    const size = fc.record({ width: side, height: side });
    const target = fc.record({ width: fc.integer({ min: 8, max: 640 }), height: fc.integer({ min: 8, max: 640 }) });
    const part = fc.double({ min: 0, max: 0.5, noNaN: true });
    const fit = fc.constantFrom<FitOptions>(
      { fit: 'stretch' },
      { fit: 'letterbox' },
      { fit: 'letterbox', anchor: 'top-left', rounding: 'down' },
      { fit: 'cover' },
      { fit: 'cover', shortSide: 640, rounding: 'down' },
    );
    fc.assert(
      fc.property(size, target, fit, part, part, (source, seen, options, x, y) => {
        // Pictures of extreme shapes are refused with cover, which is told elsewhere.
        fc.pre(Math.max(source.width, source.height) < 50 * Math.min(source.width, source.height));
        const placed = placeImage(source, seen, options);
        const { resized, crop, left, top } = placed;
        const toSeen = (u: number, v: number) =>
          [u * resized.width - crop.left + left, v * resized.height - crop.top + top] as const;
        const [[boxLeft, boxTop], [right, bottom]] = [toSeen(x, y), toSeen(x + 0.5, y + 0.5)];
        const box = { ...candidate, left: boxLeft, top: boxTop, right, bottom, points: [toSeen(x, y)] };
        const [found] = finishDetections([box], { placement: placed, labels: undefined, nms: {} });
        const values = [...(found?.detection.bounding_box ?? []), ...(found?.points.flat() ?? [])];
        expect(values).toHaveLength(6);
        for (const [index, value] of [x, y, 0.5, 0.5, x, y].entries()) expect(values[index]).toBeCloseTo(value, 9);
      }),
    );
  });

  it('ends boxes at the edges, and leaves points where they are', () => {
    const [found] = finish({ left: -20, bottom: 150, points: [[-20, 150]] });
    expect(found?.detection).toMatchObject({ label: 'thing', bounding_box: [0, 0.2, 0.3, 0.8] });
    expect(found?.points).toStrictEqual([[-0.2, 1.5]]);
  });

  it.each([
    { right: -1 },
    { left: 100, right: 120 },
    { right: 10 },
    { top: Number.NaN },
    { points: [[Number.NaN, 1]] },
  ])('leaves out what is nowhere: %j', (change) => {
    expect(finish(change as Partial<Candidate>)).toStrictEqual([]);
  });

  it('forgives a probability its rounding, and no more', () => {
    expect(finish({ confidence: 1.005 })[0]?.detection.confidence).toBe(1);
    expect(() => finish({ confidence: 1.5 })).toThrowError(expect.objectContaining({ code: 'ERR_ZOO_PREDICT_FAILED' }));
  });

  it('names a class without a label by its number', () => {
    expect(finish({ classIndex: 7 })[0]?.detection.label).toBe('7');
  });
});
