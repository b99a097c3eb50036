import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';
import { resizeImage } from './resize-image.js';

describe('resizeImage', () => {
  it.each([
    ['jpeg', 1, 2],
    ['jpeg', 1, 4],
    ['jpeg', 1, 8],
    ['jpeg', 6, 8],
    ['webp', 1, 2],
    ['webp', 1, 8],
  ] as const)(
    'takes every pixel of a %s of orientation %i into account at a %ith of its size',
    async (format, orientation, factor) => {
      const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
      const picture = sharp({ create: { width: 256, height: 128, channels: 3, background: '#000', noise } });
      const bytes = await picture.withMetadata({ orientation }).toFormat(format).toBuffer();
      const upright = await decodeImage(bytes);
      const size = { width: upright.width / factor, height: upright.height / factor };
      const [fromFile, fromPixels] = [await resizeImage(bytes, size), await resizeImage(upright, size)];
      expect(fromFile).toMatchObject(size);
      expect(Buffer.compare(fromFile.data, fromPixels.data)).toBe(0);
    },
  );
});
