import type { BoundingBox, Detection } from '@modelzoo/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suppressOverlaps } from './suppress-overlaps.js';

function detection(label: string, confidence: number, bounding_box: BoundingBox): Detection {
  return { _cls: 'Detection', label, confidence, bounding_box };
}

const sure = detection('cat', 0.9, [0.1, 0.1, 0.4, 0.4]);
const near = detection('cat', 0.8, [0.12, 0.1, 0.4, 0.4]);
const other = detection('dog', 0.7, [0.1, 0.1, 0.4, 0.4]);
const far = detection('cat', 0.6, [0.6, 0.6, 0.3, 0.3]);

describe('suppressOverlaps', () => {
  it('keeps the surest of boxes that overlap, for each label by itself', () => {
    expect(suppressOverlaps([far, near, other, sure])).toStrictEqual([sure, other, far]);
    expect(suppressOverlaps([far, near, other, sure], { perClass: false })).toStrictEqual([sure, far]);
    expect(suppressOverlaps([near, sure], { iou: 0.95 })).toStrictEqual([sure, near]);
    expect(suppressOverlaps([far, near, other, sure], { max: 1 })).toStrictEqual([sure]);
  });

  it('leaves boxes without an area alone, and its argument as it was', () => {
    const point = detection('cat', 0.5, [0.2, 0.2, 0, 0]);
    const given = [point, sure];
    expect(suppressOverlaps(given)).toStrictEqual([sure, point]);
    expect(given).toStrictEqual([point, sure]);
  });

  it('finds nothing more to leave out when it is done again', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const any = fc
      .tuple(fc.constantFrom('a', 'b'), unit, fc.tuple(unit, unit, unit, unit))
      .map(([label, confidence, box]) => detection(label, confidence, box));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), unit, (detections, iou) => {
        const once = suppressOverlaps(detections, { iou });
        expect(suppressOverlaps(once, { iou })).toStrictEqual(once);
        for (const kept of once) expect(detections).toContain(kept);
      }),
    );
  });
});
