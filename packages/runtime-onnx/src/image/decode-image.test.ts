import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/load-onnx.js';
import { decodeImage } from './decode-image.js';

/** 4 × 3 pixels of one colour. */
function plain(): Sharp {
  return sharp({ create: { width: 4, height: 3, channels: 3, background: { r: 200, g: 100, b: 50 } } });
}

/** A picture that compresses badly, so that half of its file is half of its pixels. */
function noise(): Sharp {
  const background = { r: 1, g: 2, b: 3 };
  return sharp({
    create: { width: 96, height: 96, channels: 3, background, noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  });
}

describe('decodeImage', () => {
  it.each([
    ['a path', (path: string) => path],
    ['a file: URL', (path: string) => pathToFileURL(path)],
  ])('reads %s', async (_, toInput) => {
    const path = join(await temporaryFolder(), 'a picture #1.png');
    await plain().png().toFile(path);
    const { data, ...facts } = await decodeImage(toInput(path));
    expect(facts).toStrictEqual({ width: 4, height: 3, channels: 3 });
    expect([...data.subarray(0, 3)]).toStrictEqual([200, 100, 50]);
    expect(data).toHaveLength(36);
  });

  it.each([
    ['16 bits', plain().toColourspace('rgb16').png(), [200, 100, 50]],
    ['a palette', plain().png({ palette: true }), [200, 100, 50]],
    ['grey', plain().toColourspace('b-w').png(), [128, 128, 128]],
    ['grey of 16 bits', plain().toColourspace('grey16').png(), [128, 128, 128]],
    ['lossless WebP', plain().webp({ lossless: true }), [200, 100, 50]],
    ['Lab', plain().toColourspace('lab').tiff(), [200, 100, 50]],
    ['full transparency', plain().ensureAlpha(0).png(), [255, 255, 255]],
    // 0.4 of the colour, and the rest of the white below it.
    ['some transparency', plain().ensureAlpha(0.4).png(), [233, 193, 173]],
    ['grey with transparency', plain().toColourspace('b-w').ensureAlpha(0.4).png(), [204, 204, 204]],
    ['a grey JPEG', plain().toColourspace('b-w').jpeg(), [128, 128, 128]],
  ])('brings %s to RGB of 8 bits', async (_, picture, colour) => {
    const { data, channels } = await decodeImage(await picture.toBuffer());
    expect(channels).toBe(3);
    expect([...data.subarray(0, 3)]).toStrictEqual(colour);
  });

  it('brings CMYK near the colour that it stands for', async () => {
    const { data, channels } = await decodeImage(await plain().toColourspace('cmyk').jpeg().toBuffer());
    expect(channels).toBe(3);
    const [red = 0, green = 0, blue = 0] = data;
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue);
  });

  it('turns pictures as their EXIF orientation says', async () => {
    const pixels = Buffer.from([255, 0, 0, 0, 0, 255]);
    const stored = sharp(pixels, { raw: { width: 2, height: 1, channels: 3 } }).withMetadata({ orientation: 6 });
    const { data, width, height } = await decodeImage(await stored.png().toBuffer());
    expect({ width, height }).toStrictEqual({ width: 1, height: 2 });
    expect([...data]).toStrictEqual([255, 0, 0, 0, 0, 255]);
  });

  it('sees a file that was written anew', async () => {
    const path = join(await temporaryFolder(), 'picture.png');
    await plain().png().toFile(path);
    await decodeImage(path);
    await writeFile(path, await plain().negate().png().toBuffer());
    expect([...(await decodeImage(path)).data.subarray(0, 3)]).toStrictEqual([55, 155, 205]);
  });

  it.each([
    ['text', Promise.resolve(new TextEncoder().encode('hello'))],
    ['nothing', Promise.resolve(new Uint8Array())],
    [
      'half a PNG',
      noise()
        .png()
        .toBuffer()
        .then((bytes) => bytes.subarray(0, bytes.length / 2)),
    ],
    [
      'half a JPEG',
      noise()
        .jpeg()
        .toBuffer()
        .then((bytes) => bytes.subarray(0, bytes.length / 2)),
    ],
  ])('refuses %s', async (_, bytes) => {
    await expect(decodeImage(await bytes)).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID' });
  });

  it.each([
    ['a missing file', '/nowhere/at/all.png'],
    ['a folder', import.meta.dirname],
    ['a web address', new URL('https://example.com/a.png')],
    ['pixels that are not all there', { data: new Uint8Array(5), width: 2, height: 1, channels: 3 as const }],
  ])('refuses %s', async (_, input) => {
    await expect(decodeImage(input)).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID' });
  });

  it('refuses a picture of too many pixels by its header', async () => {
    const bytes = await noise().png().toBuffer();
    await expect(decodeImage(bytes, { maxPixels: 96 * 96 - 1 })).rejects.toMatchObject({
      code: 'ERR_ZOO_INPUT_INVALID',
      details: { width: 96, height: 96, maxPixels: 9215 },
    });
    await expect(decodeImage(bytes, { maxPixels: 96 * 96 })).resolves.toMatchObject({ width: 96 });
  });

  it('refuses a small file that would fill the memory', async () => {
    // What a PNG of 60,000 × 60,000 pixels begins with: the size stands there, then its own checksum.
    const bytes = Buffer.from(await plain().png().toBuffer());
    bytes.writeUInt32BE(60_000, 16);
    bytes.writeUInt32BE(60_000, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    await expect(decodeImage(new Uint8Array(bytes))).rejects.toMatchObject({
      code: 'ERR_ZOO_INPUT_INVALID',
      message: expect.stringContaining('60000 × 60000'),
      details: { maxPixels: 100_000_000 },
    });
  });

  it('does not begin when it was aborted before', async () => {
    const reason = new Error('enough');
    await expect(decodeImage('x.png', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
