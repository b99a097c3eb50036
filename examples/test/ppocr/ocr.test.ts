import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Detections, Model, Polylines } from '@modelzoo/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../sources/ppocr/index.ts';
import { createHookContext } from './hook-context.ts';
import { placeModel } from './model-files.ts';
import { similarity } from './similarity.ts';

interface Expectation {
  readonly similarity: number;
  readonly lines: readonly string[];
}

const imagesUrl = new URL('../../images/', import.meta.url);
const expected = JSON.parse(await readFile(new URL('expected.json', imagesUrl), 'utf8')) as Record<string, Expectation>;

let folder: string;
let modelPath: string;
let ocr: Model;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelzoo-ppocr-'));
  modelPath = await placeModel('ppocr/ocr', folder);
  ocr = await load();
});
afterAll(async () => {
  await ocr[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('ppocr/ocr', () => {
  it.each(Object.entries(expected))('reads the text of %s in order', async (name, { lines, similarity: atLeast }) => {
    const { polylines } = (await ocr.predict(fileOf(name))) as Polylines;
    const labels = polylines.map((line) => line.label);
    expect(labels).toHaveLength(lines.length);
    const unlike = lines.filter((line, index) => similarity(line, labels[index] ?? '') < atLeast);
    expect(unlike, `Read instead: ${JSON.stringify(labels)}`).toStrictEqual([]);
  });

  it('gives closed outlines with four relative corners and a confidence', async () => {
    const { polylines } = (await ocr.predict(fileOf('street-sign.jpg'))) as Polylines;
    for (const line of polylines) {
      expect(line).toMatchObject({ _cls: 'Polyline', closed: true, filled: false });
      expect(line.points).toHaveLength(1);
      expect(line.points[0]).toHaveLength(4);
      for (const value of line.points.flat(2)) expect(value).toSatisfy((part: number) => part >= 0 && part <= 1);
      expect(line.confidence).toBeGreaterThan(0.5);
      expect(line.confidence).toBeLessThanOrEqual(1);
    }
  });

  it('starts the outline of an upside-down line where its text starts', async () => {
    const { polylines } = (await ocr.predict(fileOf('parcel.jpg'))) as Polylines;
    const turned = polylines.find((line) => line.label === 'THIS WAY UP');
    const [topLeft, topRight, , bottomLeft] = turned?.points[0] ?? [];
    expect(topRight?.[0]).toBeLessThan(topLeft?.[0] ?? 0);
    expect(bottomLeft?.[1]).toBeLessThan(topLeft?.[1] ?? 0);
  });

  it('reads a picture that lies on its head the same way', async () => {
    const turned = await sharp(fileOf('page.jpg')).rotate(180).toBuffer();
    const { polylines } = (await ocr.predict(turned)) as Polylines;
    expect(polylines.map((line) => line.label).slice(0, 2)).toStrictEqual(['Chapter Three', 'The Keeper of the Lamp']);
  });

  it('holds a picture upright as its EXIF orientation says', async () => {
    const tagged = await sharp(fileOf('street-sign.jpg')).rotate(90).withMetadata({ orientation: 8 }).toBuffer();
    const { polylines } = (await ocr.predict(tagged)) as Polylines;
    expect(polylines.map((line) => line.label)).toStrictEqual(expected['street-sign.jpg']?.lines);
    const [start] = polylines[0]?.points[0] ?? [];
    expect(start?.[0]).toBeCloseTo(0.21, 1);
  });

  it('gives no lines for a picture without text', async () => {
    const blank = await sharp({ create: { width: 200, height: 100, channels: 3, background: '#dde' } })
      .png()
      .toBuffer();
    expect(await ocr.predict(blank)).toStrictEqual({ _cls: 'Polylines', polylines: [] });
  });

  it('leaves out what is less sure than asked', async () => {
    const { polylines } = (await ocr.predict(fileOf('receipt.jpg'), { confidenceThreshold: 0.99 })) as Polylines;
    expect(polylines.length).toBeGreaterThan(0);
    expect(polylines.length).toBeLessThan(expected['receipt.jpg']?.lines.length ?? 0);
    expect(Math.min(...polylines.map((line) => line.confidence ?? 0))).toBeGreaterThanOrEqual(0.99);
  });

  it('gives upright boxes when asked for detections', async () => {
    await using boxes = await load({ as: 'detections' });
    const { _cls, detections } = (await boxes.predict(fileOf('street-sign.jpg'))) as Detections;
    expect(_cls).toBe('Detections');
    expect(detections.map((one) => one.label)).toStrictEqual(expected['street-sign.jpg']?.lines);
    for (const {
      bounding_box: [left, top, width, height],
    } of detections) {
      expect(Math.min(left, top, width, height)).toBeGreaterThan(0);
      expect(Math.max(left + width, top + height)).toBeLessThan(1);
    }
  });

  it('predicts for several inputs in their order', async () => {
    const bytes = await readFile(fileOf('parcel.jpg'));
    const results = (await ocr.predictAll([bytes, new URL('street-sign.jpg', imagesUrl)])) as Polylines[];
    expect(results.map(({ polylines }) => polylines[0]?.label)).toStrictEqual(['FRAGILE', 'City Centre']);
  });

  it('stops at an aborted signal with its reason', async () => {
    const signal = AbortSignal.abort(new Error('Enough.'));
    await expect(ocr.predict(fileOf('page.jpg'), { signal })).rejects.toThrow('Enough.');
  });

  it('refuses what is no picture, and says so about embeddings', async () => {
    for (const input of [fileOf('expected.json'), fileOf('no-such-file.png'), {}]) {
      await expect(ocr.predict(input)).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID' });
    }
    await expect(ocr.embed(fileOf('page.jpg'))).rejects.toThrow('no embeddings');
  });
});

function load(parameters: Readonly<Record<string, unknown>> = {}): Promise<Model> {
  return loadModel('ppocr/ocr', modelPath, parameters, createHookContext(modelPath));
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(name, imagesUrl));
}
