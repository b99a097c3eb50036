import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSize } from './flexible-size.js';

const detr = { minSide: 800, maxSide: 1333 };

describe('chooseSize', () => {
  // What the resize of transformers' DetrImageProcessor gives, by hand.
  it.each([
    [detr, [640, 480], [1066, 800]],
    [detr, [333, 500], [800, 1201]],
    [detr, [1920, 1080], [1333, 750]],
    [detr, [1079, 3001], [479, 1333]],
    [detr, [1200, 800], [1200, 800]],
    [detr, [512, 512], [800, 800]],
    // 2.5 and 3.5 both go to the even number.
    [{ minSide: 4, maxSide: 5 }, [20, 10], [5, 2]],
    [{ minSide: 6, maxSide: 7 }, [10, 20], [4, 7]],
    // A picture whose shorter side is what it would become stays as it is, though the longer one is too long.
    [detr, [2, 1500], [2, 1500]],
    [{ minSide: 224 }, [500, 333], [336, 224]],
    [{ maxSide: 960, multipleOf: 32 }, [1000, 700], [960, 672]],
    [{ maxSide: 960 }, [100, 70], [100, 70]],
  ])('makes by %j of %j: %j', (flexible, [width = 0, height = 0], [wide, high]) => {
    expect(chooseSize({ width, height }, flexible)).toStrictEqual({ width: wide, height: high });
  });

  it('passes neither side, unless the picture stays as it is', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        fc.pre(Math.max(width / height, height / width) < 1000);
        const size = chooseSize({ width, height }, detr);
        expect(Math.min(size.width, size.height)).toBeLessThanOrEqual(800);
        const isSame = size.width === width && size.height === height;
        expect(isSame || Math.max(size.width, size.height) <= 1333).toBe(true);
        expect(Math.min(size.width, size.height)).toBeGreaterThan(0);
      }),
    );
  });

  it('refuses pictures of which nothing would be left', () => {
    expect(() => chooseSize({ width: 1, height: 60_000 }, detr)).toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_INPUT_INVALID' }),
    );
  });
});
