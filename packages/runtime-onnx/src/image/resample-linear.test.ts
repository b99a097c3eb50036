import { describe, expect, it } from 'vitest';
import type { RawImage } from './raw-image.js';
import { resampleLinear } from './resample-linear.js';

function grey(width: number, height: number, values: readonly number[]): RawImage {
  return { data: Uint8Array.from(values), width, height, channels: 1 };
}

describe('resampleLinear', () => {
  it('looks at two neighbours only when it shrinks a row, as cv2.INTER_LINEAR does', () => {
    // With centres aligned they fall between the second and third, and the sixth and seventh value. The last one, 255,
    // has no say.
    const row = grey(8, 1, [0, 10, 20, 30, 40, 50, 60, 255]);
    expect([...resampleLinear(row, 2, 1).data]).toStrictEqual([15, 55]);
  });

  it('repeats the edges and mixes what lies between when it enlarges', () => {
    expect([...resampleLinear(grey(2, 1, [0, 100]), 4, 1).data]).toStrictEqual([0, 25, 75, 100]);
    expect([...resampleLinear(grey(1, 2, [0, 100]), 1, 4).data]).toStrictEqual([0, 25, 75, 100]);
  });

  it('keeps the channels apart, and a picture of the same size as it is', () => {
    const data = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const picture: RawImage = { data, width: 2, height: 2, channels: 3 };
    expect(resampleLinear(picture, 2, 2)).toStrictEqual(picture);
    expect([...resampleLinear({ ...picture, height: 1, data: data.subarray(0, 6) }, 1, 1).data]).toStrictEqual([
      3, 4, 5,
    ]);
  });

  it('makes a region as a part of the whole', () => {
    const values = Array.from({ length: 63 }, (_, index) => (index * 37) % 256);
    const picture = grey(9, 7, values);
    const whole = resampleLinear(picture, 13, 5);
    const part = resampleLinear(picture, 13, 5, { left: 3, top: 1, width: 6, height: 3 });
    for (let y = 0; y < 3; y += 1) {
      const row = whole.data.subarray((y + 1) * 13 + 3, (y + 1) * 13 + 9);
      expect([...part.data.subarray(y * 6, y * 6 + 6)]).toStrictEqual([...row]);
    }
  });
});
