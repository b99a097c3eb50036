import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeImage, type FitOptions } from './place-image.js';

describe('placeImage', () => {
  it.each<[string, FitOptions, [number, number], object]>([
    ['stretches', {}, [400, 100], { resized: { width: 200, height: 200 }, left: 0, top: 0 }],
    [
      'cuts the centre out of what was stretched',
      { stretchTo: { width: 225, height: 250 } },
      [400, 100],
      { resized: { width: 225, height: 250 }, crop: { left: 12, top: 25, width: 200, height: 200 }, left: 0, top: 0 },
    ],
    ['letterboxes in the middle', { fit: 'letterbox' }, [400, 100], { resized: { width: 200, height: 50 }, top: 75 }],
    ['rounds to the nearest pixel', { fit: 'letterbox' }, [512, 355], { resized: { width: 200, height: 139 } }],
    ['rounds down', { fit: 'letterbox', rounding: 'down' }, [512, 355], { resized: { width: 200, height: 138 } }],
    [
      'letterboxes at the corner',
      { fit: 'letterbox', anchor: 'top-left' },
      [400, 100],
      { resized: { width: 200, height: 50 }, left: 0, top: 0 },
    ],
    [
      'covers',
      { fit: 'cover' },
      [400, 100],
      { resized: { width: 800, height: 200 }, crop: { left: 300, top: 0, width: 200, height: 200 } },
    ],
    [
      'cuts the centre out of a fixed short side',
      { fit: 'cover', shortSide: 256 },
      [500, 334],
      { resized: { width: 383, height: 256 }, crop: { left: 91, top: 28, width: 200, height: 200 } },
    ],
  ])('%s', (_, options, [width, height], expected) => {
    expect(placeImage({ width, height }, { width: 200, height: 200 }, options)).toMatchObject(expected);
  });

  it('keeps what is shown within the target and within the resized picture', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    const size = fc.record({ width: side, height: side });
    const target = fc.record({ width: fc.integer({ min: 1, max: 640 }), height: fc.integer({ min: 1, max: 640 }) });
    const fit = fc.constantFrom<FitOptions>(
      { fit: 'stretch' },
      { fit: 'letterbox' },
      { fit: 'letterbox', anchor: 'top-left' },
      { fit: 'cover' },
      { fit: 'cover', shortSide: 640 },
    );
    fc.assert(
      fc.property(size, target, fit, (source, wanted, options) => {
        const extreme = Math.max(source.width / source.height, source.height / source.width) > 50;
        fc.pre(!extreme);
        const { crop, resized, left, top } = placeImage(source, wanted, options);
        expect(crop.left).toBeGreaterThanOrEqual(0);
        expect(crop.top).toBeGreaterThanOrEqual(0);
        expect(crop.left + crop.width).toBeLessThanOrEqual(resized.width);
        expect(crop.top + crop.height).toBeLessThanOrEqual(resized.height);
        expect(left + crop.width).toBeLessThanOrEqual(wanted.width);
        expect(top + crop.height).toBeLessThanOrEqual(wanted.height);
      }),
    );
  });

  it('refuses a picture so narrow that its cover would fill the memory', () => {
    const narrow = { width: 1, height: 60_000 };
    const target = { width: 224, height: 224 };
    expect(() => placeImage(narrow, target, { fit: 'cover' })).toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_INPUT_INVALID' }),
    );
  });
});
