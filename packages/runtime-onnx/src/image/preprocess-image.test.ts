import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFloat16Bits } from '../float16.js';
import { preprocessImage } from './preprocess-image.js';
import type { RawImage } from './raw-image.js';
import { resizeImage } from './resize-image.js';

/** A red, a green, a blue and a white pixel, in two rows. */
const colours: RawImage = {
  data: Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]),
  width: 2,
  height: 2,
  channels: 3,
};
const size = { width: 2, height: 2 };

describe('preprocessImage', () => {
  it('lays channels one after another, or side by side', async () => {
    const planar = await preprocessImage(colours, { size });
    expect(planar.tensor.dims).toStrictEqual([1, 3, 2, 2]);
    expect([...planar.tensor.data]).toStrictEqual([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]);
    const interleaved = await preprocessImage(colours, { size, layout: 'NHWC', channels: 'BGR' });
    expect(interleaved.tensor.dims).toStrictEqual([1, 2, 2, 3]);
    expect([...interleaved.tensor.data]).toStrictEqual([0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255]);
  });

  it.each(['GRAY', 'Y'] as const)('makes %s by the weights of BT.601', async (channels) => {
    const { tensor } = await preprocessImage(colours, { size, channels });
    expect(tensor.dims).toStrictEqual([1, 1, 2, 2]);
    expect([...tensor.data]).toStrictEqual([76, 150, 29, 255]);
  });

  it('gives every channel the value of a grey picture', async () => {
    const grey: RawImage = { data: Uint8Array.from([7]), width: 1, height: 1, channels: 1 };
    const { tensor } = await preprocessImage(grey, { size: { width: 1, height: 1 } });
    expect([...tensor.data]).toStrictEqual([7, 7, 7]);
  });

  it('normalises each channel by its own numbers, in the order of the channels', async () => {
    const pixel: RawImage = { data: Uint8Array.from([10, 20, 30]), width: 1, height: 1, channels: 3 };
    const numbers = fc.tuple(fc.float(), fc.float(), fc.float()).filter((all) => all.every(Number.isFinite));
    const divisors = numbers.filter((all) => all.every((value) => Math.abs(value) > 1e-6));
    await fc.assert(
      fc.asyncProperty(fc.double({ min: -2, max: 2, noNaN: true }), numbers, divisors, async (scale, mean, std) => {
        const options = { size: { width: 1, height: 1 }, channels: 'BGR', scale, mean, std } as const;
        const { tensor } = await preprocessImage(pixel, options);
        const expected = [30, 20, 10].map((value, index) => (value * scale - (mean[index] ?? 0)) / (std[index] ?? 1));
        expect([...tensor.data]).toStrictEqual([...Float32Array.from(expected)]);
      }),
      { numRuns: 50 },
    );
  });

  it('cuts the centre out of a picture that was stretched before', async () => {
    const rows: RawImage = { data: Uint8Array.of(0, 1, 2, 3, 10, 11, 12, 13), width: 4, height: 2, channels: 1 };
    const options = { size, stretchTo: { width: 4, height: 4 }, kernel: 'nearest', channels: 'GRAY' } as const;
    const { tensor, placement } = await preprocessImage(rows, options);
    expect([...tensor.data]).toStrictEqual([1, 2, 11, 12]);
    expect(placement.crop).toStrictEqual({ left: 1, top: 1, width: 2, height: 2 });
  });

  it('pads around the picture, with values that went through the same arithmetic', async () => {
    const options = { size: { width: 4, height: 2 }, fit: 'letterbox', channels: 'GRAY', pad: 127.5 } as const;
    const white: RawImage = { data: new Uint8Array(12).fill(255), width: 2, height: 2, channels: 3 };
    const middle = await preprocessImage(white, { ...options, scale: 1 / 255, mean: 0.5, std: 0.5 });
    expect([...middle.tensor.data]).toStrictEqual([0, 1, 1, 0, 0, 1, 1, 0]);
    expect(middle.placement).toMatchObject({ left: 1, top: 0, resized: size });
    const corner = await preprocessImage(white, { ...options, anchor: 'top-left' });
    expect([...corner.tensor.data]).toStrictEqual([255, 255, 127.5, 127.5, 255, 255, 127.5, 127.5]);
  });

  it('makes half precision as bits, and whole numbers rounded and within their range', async () => {
    const half = await preprocessImage(colours, { size, type: 'float16', channels: 'GRAY', scale: 1 / 255 });
    expect(half.tensor.data).toBeInstanceOf(Uint16Array);
    const values = fromFloat16Bits(half.tensor.data as Uint16Array);
    for (const [index, luma] of [76, 150, 29, 255].entries()) expect(values[index]).toBeCloseTo(luma / 255, 3);
    const signed = await preprocessImage(colours, { size, type: 'int8', channels: 'GRAY', mean: 128 });
    expect(signed.tensor.data).toStrictEqual(Int8Array.from([-52, 22, -99, 127]));
    const plain = await preprocessImage(colours, { size, type: 'uint8', channels: 'GRAY', scale: 2 });
    expect(plain.tensor.data).toStrictEqual(Uint8Array.from([152, 255, 58, 255]));
  });
});

describe('resizeImage', () => {
  const row: RawImage = { data: Uint8Array.from([0, 10, 20, 30, 40, 50, 60, 255]), width: 8, height: 1, channels: 1 };

  it('lets every pixel count when it shrinks, unless told not to', async () => {
    const wide = await resizeImage(row, { width: 2, height: 1 });
    expect(wide).toMatchObject({ width: 2, height: 1, channels: 1 });
    expect(wide.data[1]).toBeGreaterThan(60);
    const narrow = await resizeImage(row, { width: 2, height: 1 }, { antialias: false });
    expect([...narrow.data]).toStrictEqual([15, 55]);
  });

  it('takes the pixel itself with the kernel nearest', async () => {
    const { data } = await resizeImage(row, { width: 4, height: 1 }, { kernel: 'nearest' });
    for (const value of data) expect([...row.data]).toContain(value);
  });

  it('has no other kernel without antialias', async () => {
    const resize = resizeImage(row, { width: 2, height: 1 }, { kernel: 'cubic', antialias: false });
    await expect(resize).rejects.toBeInstanceOf(TypeError);
  });
});
