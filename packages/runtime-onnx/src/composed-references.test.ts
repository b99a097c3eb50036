import { readFile } from 'node:fs/promises';
import type { Heatmap, Keypoints, Model, ModelInput, Tensor, TensorMap } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { alignFace, mirrorAndDarken } from '../test/align-face.js';
import { overlap } from '../test/detection-reference.js';
import { findTextBoxes } from '../test/find-text-boxes.js';
import { loadOnnx, oneFile } from '../test/load-onnx.js';
import { audioPath, imagePath, missingModels, modelPath, readReference } from '../test/shared-models.js';
import { fromFrames, toFrames } from '../test/short-time-fourier.js';
import { cutWindows } from './audio/cut-windows.js';
import { readSound } from './audio/read-sound.js';
import { decodeImage } from './image/decode-image.js';

/** Graphs that take more than a config can say: what their authors' hooks would do is done here. */
function load(folder: string, config: object = { task: 'tensors' }): Promise<Model> {
  return loadOnnx(oneFile(modelPath(folder)), config);
}

async function run(model: Model, inputs: Readonly<Record<string, Tensor>>): Promise<TensorMap['tensors']> {
  return ((await model.predict(inputs)) as TensorMap).tensors;
}

function zeros(...dims: number[]): Tensor {
  return { type: 'float32', dims, data: new Float32Array(dims.reduce((product, size) => product * size, 1)) };
}

function numbers(tensor: Tensor | undefined): number[] {
  return Array.from(tensor?.data as Float32Array);
}

function resultsOf(folder: string): unknown {
  return (readReference(folder) as { readonly results: unknown }).results;
}

/** As the reference describes them: number, beginning and end in seconds. */
const NOTES = [
  [60, 0.2, 0.55],
  [64, 0.6, 0.95],
  [67, 1, 1.8],
  [72, 1, 1.8],
] as const;

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

describe.skipIf(missingModels !== undefined)(`reference models with code around them ${missingModels ?? ''}`, () => {
  it('judges speech as the reference does: DNSMOS', async () => {
    const folder = 'audio-quality__dnsmos-p835';
    const model = await load(folder);
    const results = resultsOf(folder) as { readonly audio: string; readonly raw: readonly number[] }[];
    const files = results.filter(({ audio }) => /^[\w-]+\.wav$/.test(audio));
    expect(files).toHaveLength(3);
    for (const { audio, raw } of files) {
      const { samples } = await readSound(audioPath(audio), 16_000);
      const window = 144_160;
      const [data = new Float32Array()] = cutWindows(samples, {
        window,
        hop: window,
        padding: 'repeat',
        normalize: false,
      });
      const found = await run(model, { input_1: { type: 'float32', dims: [1, window], data } });
      for (const [index, value] of numbers(found['Identity:0']).entries()) {
        expect(Math.abs(value - (raw[index] ?? Number.NaN))).toBeLessThan(0.005);
      }
    }
  });

  it('takes noise away as the reference does: GTCRN, frame by frame', async () => {
    const model = await load('audio-enhancement__gtcrn-stream');
    const length = 80_000;
    const { samples } = await readSound(audioPath('gtcrn_stream_mix.wav'), 16_000);
    const { samples: wanted } = await readSound(audioPath('gtcrn_stream_enh.wav'), 16_000);
    let conv = zeros(2, 1, 16, 16, 33);
    let tra = zeros(2, 3, 1, 1, 16);
    let inter = zeros(2, 1, 33, 16);
    const frames: Float32Array[] = [];
    for (const data of toFrames(samples.subarray(0, length))) {
      const mix: Tensor = { type: 'float32', dims: [1, 257, 1, 2], data };
      const found = await run(model, { mix, conv_cache: conv, tra_cache: tra, inter_cache: inter });
      const { enh, conv_cache_out = conv, tra_cache_out = tra, inter_cache_out = inter } = found;
      [conv, tra, inter] = [conv_cache_out, tra_cache_out, inter_cache_out];
      frames.push(Float32Array.from(numbers(enh)));
    }
    const cleaned = fromFrames(frames, length);
    // The end of a part is not the end of the whole.
    expect(correlation(cleaned.subarray(0, length - 512), wanted.subarray(0, length - 512))).toBeGreaterThan(0.999);
    expect(correlation(samples.subarray(0, length), wanted.subarray(0, length))).toBeLessThan(0.9);
  });

  it('tells kinds of files as the reference does: Magika', async () => {
    const folder = 'file-type-classification__magika-v3.3';
    const model = await load(folder);
    const labels = (await readFile(modelPath(folder, 'labels.txt'), 'utf8')).trim().split('\n');
    interface Result {
      readonly file?: string;
      readonly text?: string;
      readonly top3: readonly { readonly label: string; readonly score: number }[];
    }
    for (const { file, text, top3 } of resultsOf(folder) as Result[]) {
      const name = file?.replace(/^(?:images|audio)\//, '') ?? '';
      const path =
        file?.startsWith('images/') === true
          ? imagePath(name)
          : file?.startsWith('audio/') === true
            ? audioPath(name)
            : modelPath(name, '');
      const bytes = text === undefined ? await readFile(path) : Buffer.from(text);
      const found = await run(model, { bytes: { type: 'int32', dims: [1, 2048], data: endsOf(bytes) } });
      const scores = numbers(found['target_label']);
      const best = scores.indexOf(Math.max(...scores));
      expect({ file, label: labels[best] }).toStrictEqual({ file, label: top3[0]?.label });
      expect(Math.abs((scores[best] ?? 0) - (top3[0]?.score ?? 0))).toBeLessThan(0.005);
    }
  });

  it('finds the lines of the reference: PP-OCR text detection', async () => {
    const folder = 'text-detection__ppocr-v3-det';
    const model = await load(folder, {
      task: 'image-matting',
      input: {
        size: { multiple_of: 32, max_side: 960 },
        channels: 'BGR',
        scale: 1 / 255,
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
      },
      output: { decode: 'mask', resize: false },
    });
    interface Page {
      readonly image: string;
      readonly net: readonly [width: number, height: number];
      readonly boxes: readonly { readonly box: readonly number[] }[];
    }
    const pages = resultsOf(folder) as Page[];
    expect(pages.length).toBeGreaterThan(2);
    for (const { image, net, boxes } of pages) {
      const map = (await model.predict(imagePath(image))) as Heatmap;
      expect([map.width, map.height]).toStrictEqual(net);
      const picture = await decodeImage(imagePath(image));
      const [factorX, factorY] = [picture.width / map.width, picture.height / map.height];
      const found = findTextBoxes(map).map(([left, top, right, bottom]) => {
        const [x, y] = [Math.max(left * factorX, 0), Math.max(top * factorY, 0)];
        const [endX, endY] = [Math.min(right * factorX, picture.width), Math.min(bottom * factorY, picture.height)];
        return [x, y, endX - x, endY - y] as const;
      });
      expect(found).toHaveLength(boxes.length);
      for (const { box } of boxes) {
        const [left = 0, top = 0, right = 0, bottom = 0] = box;
        const overlaps = found.map((each) => overlap(each, [left, top, right - left, bottom - top]));
        expect(Math.max(...overlaps)).toBeGreaterThan(0.98);
      }
    }
  });

  it('knows faces again as the reference does: MobileFaceNet, after YuNet', async () => {
    const folder = 'image-embedding__mobilefacenet-112';
    const finder = await load('face-detection__yunet-n', {
      task: 'keypoint-detection',
      input: { size: [640, 640], fit: 'letterbox', anchor: 'top-left', rounding: 'down', channels: 'BGR' },
      output: { decode: 'yunet', score_threshold: 0.7, nms: { iou: 0.3 } },
    });
    const model = await load(folder, {
      task: 'image-embedding',
      input: { mean: 127.5, std: 127.5 },
      output: { decode: 'embedding', l2: true },
    });
    interface Faces {
      readonly names: readonly string[];
      readonly cosine: readonly (readonly number[])[];
      readonly first8: Readonly<Record<string, readonly number[]>>;
    }
    const { names, cosine: wanted, first8 } = resultsOf(folder) as Faces;
    const vectors: Float32Array[] = [];
    for (const name of names) {
      const [, file = '', number = '', mirrored] = /^(\S+)#(\d+)( mirrored)?/.exec(name) ?? [];
      const picture = await decodeImage(imagePath(file));
      const { keypoints } = (await finder.predict(imagePath(file))) as unknown as { readonly keypoints: Keypoints };
      const points = keypoints.keypoints[Number(number)]?.points ?? [];
      // The reference undoes the letterbox by the ratio of sides, not by whole pixels.
      const ratio = 640 / Math.max(picture.width, picture.height);
      const pixels = (side: number): number => Math.floor(side * ratio + 1e-6) / ratio;
      const face = alignFace(
        picture,
        points.map(([x, y]) => [x * pixels(picture.width), y * pixels(picture.height)]),
      );
      const seen = mirrored === undefined ? face : mirrorAndDarken(face, 0.8);
      const vector = await model.embed(seen as unknown as ModelInput);
      for (const [index, value] of (first8[name] ?? []).entries())
        expect(Math.abs((vector[index] ?? 0) - value)).toBeLessThan(0.02);
      vectors.push(vector);
    }
    for (const [row, values] of wanted.entries()) {
      for (const [column, value] of values.entries()) {
        const found = cosine(vectors[row] ?? new Float32Array(), vectors[column] ?? new Float32Array());
        expect(Math.abs(found - value)).toBeLessThan(0.02);
      }
    }
  });

  it('hears where notes begin, as the reference does: Basic Pitch', async () => {
    const folder = 'audio-transcription__basic-pitch';
    const model = await load(folder);
    const data = new Float32Array(43_844);
    for (const [midi, start, end] of NOTES) {
      for (let at = Math.round(start * 22_050); at < end * 22_050; at += 1) {
        const time = at / 22_050 - start;
        // Without a hundredth of a second to begin and to end, there would be a click.
        const loudness = 0.2 * Math.min(1, time / 0.01, (end - start - time) / 0.01) * Math.exp(-2 * time);
        for (let harmonic = 1; harmonic <= 6; harmonic += 1) {
          const pitch = 440 * 2 ** ((midi - 69) / 12) * harmonic;
          data[at] = (data[at] ?? 0) + loudness * Math.sin(2 * Math.PI * pitch * time) * harmonic ** -1.5;
        }
      }
    }
    const input = { 'serving_default_input_2:0': { type: 'float32', dims: [1, data.length, 1], data } } as const;
    const onsets = numbers((await run(model, input))['StatefulPartitionedCall:2']);
    const keys = Array.from({ length: 88 }, (_, key) => {
      const onset = Math.max(...onsets.filter((_value, index) => index % 88 === key));
      return { midi: key + 21, onset };
    });
    const { notes } = resultsOf(folder) as {
      readonly notes: readonly { readonly midi: number; readonly onset: number }[];
    };
    // Harmonics begin where their notes do, but are less sure.
    const surest = keys.toSorted((a, b) => b.onset - a.onset).slice(0, notes.length);
    const heard = surest.toSorted((a, b) => a.midi - b.midi);
    expect(heard.map(({ midi }) => midi)).toStrictEqual(notes.map(({ midi }) => midi));
    for (const [index, { onset }] of heard.entries()) {
      expect(Math.abs(onset - (notes[index]?.onset ?? Number.NaN))).toBeLessThan(0.02);
    }
  });
});

function correlation(a: Float32Array, b: Float32Array): number {
  return cosine(a, b) / Math.sqrt(cosine(a, a) * cosine(b, b));
}

/** The beginning and the end of a file, without blanks, as Magika looks at it. */
function endsOf(bytes: Uint8Array): Int32Array {
  const data = new Int32Array(2048).fill(256);
  const head = bytes.subarray(0, 4096);
  const tail = bytes.subarray(-4096);
  let [start, end] = [0, tail.length];
  while (isBlank(head[start])) start += 1;
  while (isBlank(tail[end - 1])) end -= 1;
  data.set(head.subarray(start, start + 1024), 0);
  const last = tail.subarray(Math.max(0, end - 1024), end);
  data.set(last, 2048 - last.length);
  return data;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
}
