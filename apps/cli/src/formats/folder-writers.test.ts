import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { failedRowOf, rowOf, writePicture } from '../../test/support/pictures.js';
import { tempFolder } from '../../test/support/temp-folder.js';
import { createFiftyOneWriter } from './fiftyone-writer.js';
import { overlaySvg } from './overlay.js';
import { createPainter } from './painter.js';

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8')) as unknown;
}

describe('createFiftyOneWriter', () => {
  it('writes a dataset with media by their absolute paths', async () => {
    const folder = join(await tempFolder(), 'new', 'dataset');
    const writer = await createFiftyOneWriter(folder, 'found');
    const detection = { _cls: 'Detection', label: 'dog', bounding_box: [0, 0, 1, 1] } as const;
    await writer.write(rowOf('/a.png', { _cls: 'Detections', detections: [detection] }));
    await writer.write(rowOf('/b.png', { left: { _cls: 'Regression', value: 2 } }));
    await writer.write(failedRowOf('/c.png', new Error('broken')));
    await writer.finish();
    expect(await readJson(join(folder, 'metadata.json'))).toStrictEqual({
      name: 'dataset',
      media_type: 'image',
      info: {},
    });
    expect(await readJson(join(folder, 'samples.json'))).toStrictEqual({
      samples: [
        { filepath: '/a.png', tags: [], found: { _cls: 'Detections', detections: [{ ...detection, tags: [] }] } },
        { filepath: '/b.png', tags: [], found_left: { _cls: 'Regression', value: 2, tags: [] } },
      ],
    });
  });

  it('keeps what was fetched, since FiftyOne reads nothing from the web', async () => {
    const folder = await tempFolder();
    const writer = await createFiftyOneWriter(folder, 'found');
    const prediction = { _cls: 'Regression', value: 2 } as const;
    const filepath = 'https://models.example/a/dog%20%2f.jpg?size=3';
    const fetched = new Uint8Array([1, 2]);
    await writer.write({ filepath, absolutePath: filepath, fetched, prediction });
    await writer.write({ filepath, absolutePath: filepath, fetched, prediction });
    await writer.finish();
    expect(await readJson(join(folder, 'samples.json'))).toMatchObject({
      samples: [{ filepath: 'data/1-dog_20_2f.jpg' }, { filepath: 'data/2-dog_20_2f.jpg' }],
    });
    expect([...(await readFile(join(folder, 'data', '2-dog_20_2f.jpg')))]).toStrictEqual([1, 2]);
  });

  it.each([
    { _cls: 'TemporalDetections', detections: [{ _cls: 'TemporalDetection', label: 'speech', support: [0, 1.5] }] },
    { _cls: 'Tensors', tensors: {} },
  ] as const)('refuses what FiftyOne could not import: $_cls', async (prediction) => {
    const writer = await createFiftyOneWriter(await tempFolder(), 'found');
    await expect(writer.write(rowOf('/a.wav', prediction))).rejects.toMatchObject({
      code: 'ERR_ZOO_CAPABILITY_MISSING',
    });
    await writer.close();
  });

  it('writes masks as arrays that NumPy reads', async () => {
    const folder = await tempFolder();
    const writer = await createFiftyOneWriter(folder, 'found');
    await writer.write(rowOf('/a.png', { _cls: 'Segmentation', mask: new Uint8Array([7, 8]), width: 1, height: 2 }));
    await writer.finish();
    const document = (await readJson(join(folder, 'samples.json'))) as {
      readonly samples: readonly [
        { readonly found: { readonly mask: { readonly $binary: { readonly base64: string } } } },
      ];
    };
    const array = inflateSync(Buffer.from(document.samples[0].found.mask.$binary.base64, 'base64'));
    expect(array.subarray(0, 8)).toStrictEqual(Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]));
    expect(array.readUInt16LE(8) + 10).toBe(128);
    expect(array.toString('latin1', 10, 128)).toMatch(
      /^\{'descr': '\|u1', 'fortran_order': False, 'shape': \(2, 1\), \} +\n$/,
    );
    expect([...array.subarray(128)]).toStrictEqual([7, 8]);
  });

  it('says that the folder cannot be written', async () => {
    const file = join(await tempFolder(), 'file');
    await writeFile(file, '');
    await expect(createFiftyOneWriter(join(file, 'below'), 'found')).rejects.toMatchObject({
      code: 'ERR_ZOO_OUTPUT_FAILED',
    });
  });
});

describe('createPainter', () => {
  it('draws boxes where they are on the picture as it is looked at', async () => {
    const folder = await tempFolder();
    const path = await writePicture(folder, 'turned.jpg', { width: 80, height: 40, orientation: 6 });
    const painter = await createPainter(join(folder, 'drawn'));
    const detection = { _cls: 'Detection', label: '', bounding_box: [0.25, 0.25, 0.5, 0.5] } as const;
    await painter.draw(rowOf(path, detection));
    const { data, info } = await sharp(join(folder, 'drawn', 'turned.png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toStrictEqual([40, 80]);
    const redAt = (x: number, y: number): number => data[(y * info.width + x) * info.channels] ?? 0;
    // The left edge of the box is orange, its middle still grey.
    expect(redAt(10, 40)).toBeGreaterThan(170);
    expect(redAt(20, 40)).toBeLessThan(150);
  });

  it('gives pictures of one name names of their own', async () => {
    const folder = await tempFolder();
    const path = await writePicture(folder, 'a.jpg', { width: 8, height: 8 });
    const painter = await createPainter(join(folder, 'drawn'));
    const nothing = { _cls: 'Detections', detections: [] } as const;
    await painter.draw(rowOf(path, nothing));
    await painter.draw(rowOf(path, nothing));
    await painter.draw(failedRowOf('/missing.jpg', new Error('no')));
    expect((await readdir(join(folder, 'drawn'))).toSorted()).toStrictEqual(['a-2.png', 'a.png']);
  });
});

describe('pixelLayers', () => {
  it('lays masks and heatmaps over the picture, and leaves class 0 clear', async () => {
    const folder = await tempFolder();
    const path = await writePicture(folder, 'a.jpg', { width: 20, height: 10 });
    const painter = await createPainter(join(folder, 'drawn'));
    await painter.draw(rowOf(path, { _cls: 'Segmentation', mask: new Uint8Array([0, 1]), width: 2, height: 1 }));
    await painter.draw(
      rowOf(path, { _cls: 'Heatmap', map: new Float32Array([0, 1]), width: 2, height: 1, range: [0, 1] }),
    );
    const pixelsOf = async (name: string) => {
      const { data, info } = await sharp(join(folder, 'drawn', name))
        .raw()
        .toBuffer({ resolveWithObject: true });
      return [1, 18].map((x) => [...data.subarray((5 * 20 + x) * info.channels).subarray(0, 3)]);
    };
    const [clear, coloured] = await pixelsOf('a.png');
    expect(Math.max(...(clear ?? [])) - Math.min(...(clear ?? []))).toBeLessThan(4);
    expect((coloured?.[0] ?? 0) - (coloured?.[2] ?? 0)).toBeGreaterThan(50);
    const [low, high] = await pixelsOf('a-2.png');
    expect((low?.[2] ?? 0) - (low?.[1] ?? 0)).toBeGreaterThan(50);
    expect((high?.[1] ?? 0) - (high?.[2] ?? 0)).toBeGreaterThan(50);
  });
});

describe('overlaySvg', () => {
  it('takes labels for text and not for drawing', () => {
    const evil = '</text><script>&"\u0000\u001b';
    const svg = overlaySvg({ _cls: 'Classification', label: evil, confidence: 1 }, { width: 10, height: 10 });
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;&amp;&quot;');
    expect(svg).not.toContain('<script>');
    // oxlint-disable-next-line no-control-regex -- that none is there is the point
    expect(svg).not.toMatch(/[\u0000-\u001f]/);
  });
});
