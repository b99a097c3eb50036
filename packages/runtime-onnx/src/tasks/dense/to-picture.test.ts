import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeImage, type FitOptions, type Size } from '../../image/place-image.js';
import { toPictureLinear, toPictureNearest } from './to-picture.js';

const whole: FitOptions[] = [{ fit: 'stretch' }, { fit: 'letterbox' }, { fit: 'letterbox', anchor: 'top-left' }];

describe('toPictureNearest', () => {
  it('makes blocks of cells when the picture is larger', () => {
    const placement = placeImage({ width: 4, height: 2 }, { width: 2, height: 2 });
    const { values, width, height } = toPictureNearest(
      { values: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2 },
      placement,
    );
    expect({ width, height }).toStrictEqual({ width: 4, height: 2 });
    expect([...values]).toStrictEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it.each([
    ['center', [1, 1, 1, 1, 2, 2, 2, 2]],
    ['top-left', [0, 0, 0, 0, 1, 1, 1, 1]],
  ] as const)('leaves the padding out: %s', (anchor, expected) => {
    const size = { width: 4, height: 4 };
    const placement = placeImage({ width: 4, height: 2 }, size, { fit: 'letterbox', anchor });
    const values = Uint16Array.from({ length: 16 }, (_, cell) => Math.floor(cell / 4));
    const found = toPictureNearest({ values, ...size }, placement);
    expect(found.values).toBeInstanceOf(Uint16Array);
    expect([...found.values]).toStrictEqual(expected);
  });
});

describe('toPictureLinear', () => {
  it('draws straight lines between the centres of cells', () => {
    const placement = placeImage({ width: 4, height: 1 }, { width: 2, height: 1 });
    const { values } = toPictureLinear({ values: Float32Array.of(0, 1), width: 2, height: 1 }, placement);
    expect([...values]).toStrictEqual([0, 0.25, 0.75, 1]);
  });

  const side = fc.integer({ min: 1, max: 40 });
  const size: fc.Arbitrary<Size> = fc.record({ width: side, height: side });

  it('brings back what was the same everywhere, and nothing of the padding', () => {
    fc.assert(
      fc.property(size, size, fc.constantFrom(...whole), (source, target, options) => {
        const placement = placeImage(source, target, options);
        const values = new Float32Array(target.width * target.height).fill(9);
        for (let y = 0; y < placement.crop.height; y += 1) {
          const start = (placement.top + y) * target.width + placement.left;
          values.fill(0.5, start, start + placement.crop.width);
        }
        const found = toPictureLinear({ values, ...target }, placement);
        expect(found).toMatchObject(source);
        expect(new Set(found.values)).toStrictEqual(new Set([0.5]));
      }),
    );
  });
});
