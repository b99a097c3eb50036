import { readFile } from 'node:fs/promises';
import type { TemporalDetections, TensorMap } from '@modelzoo/core';
import { cutWindows, parseWav } from '@modelzoo/runtime-onnx';
import { expect } from 'vitest';
import { buildWav } from '../../packages/runtime-onnx/test/build-wav.js';
import { audioPath, readResults } from './collection.js';
import { RESIZED_TOLERANCE, SCORE_TOLERANCE, type ReferenceCheck } from './reference-check.js';
import { fromFrames, toFrames } from './short-time-fourier.js';
import { floats, numbersOf } from './tensors.js';

/** From when to when somebody speaks, with a second of silence before and after. */
export const checkSpeech: ReferenceCheck = async (source, name) => {
  type Results = readonly { readonly speechSegmentsSec: readonly [number, number][] }[];
  const [reference] = (await readResults(name)) as Results;
  const samples = await samplesOf('librispeech_1272-141231-0002.wav');
  const second = Array.from({ length: 16_000 }, () => 0);
  const padded = buildWav([...second, ...samples.map((sample) => sample * 32_768), ...second]);
  const [found] = (await source.apply(name, padded)) as TemporalDetections[];
  expect(found?.detections.map(({ support }) => support)).toStrictEqual(reference?.speechSegmentsSec);
};

/** How good speech sounds: DNSMOS. */
export const checkQuality: ReferenceCheck = async (source, name) => {
  type Results = readonly { readonly audio: string; readonly raw: readonly number[] }[];
  const files = ((await readResults(name)) as Results).filter(({ audio }) => /^[\w-]+\.wav$/.test(audio));
  expect(files).toHaveLength(3);
  const window = 144_160;
  const inputs = await Promise.all(
    files.map(async ({ audio }) => {
      const samples = await samplesOf(audio);
      const [data] = cutWindows(samples, { window, hop: window, padding: 'repeat', normalize: false });
      return { input_1: floats([1, window], data) };
    }),
  );
  for (const [index, found] of (await source.apply(name, inputs)).entries()) {
    for (const [place, value] of numbersOf(found, 'Identity:0').entries()) {
      expect(Math.abs(value - (files[index]?.raw[place] ?? Number.NaN))).toBeLessThan(SCORE_TOLERANCE);
    }
  }
};

/** Takes noise away, frame by frame: GTCRN. What a frame leaves behind goes into the next. */
export const checkEnhancement: ReferenceCheck = async (source, name) => {
  const model = await source.load(name);
  const length = 40_000;
  const samples = await samplesOf('gtcrn_stream_mix.wav');
  const wanted = await samplesOf('gtcrn_stream_enh.wav');
  let caches = {
    conv_cache: floats([2, 1, 16, 16, 33]),
    tra_cache: floats([2, 3, 1, 1, 16]),
    inter_cache: floats([2, 1, 33, 16]),
  };
  const frames: Float32Array[] = [];
  for (const data of toFrames(samples.subarray(0, length))) {
    const { tensors } = (await model.predict({ mix: floats([1, 257, 1, 2], data), ...caches })) as TensorMap;
    const { enh, conv_cache_out: conv, tra_cache_out: tra, inter_cache_out: inter } = tensors;
    if (conv === undefined || tra === undefined || inter === undefined) throw new Error('A cache is missing.');
    caches = { conv_cache: conv, tra_cache: tra, inter_cache: inter };
    frames.push(enh?.data as Float32Array);
  }
  const cleaned = fromFrames(frames, length);
  // The end of a part is not the end of the whole.
  expect(correlation(cleaned.subarray(0, length - 512), wanted.subarray(0, length - 512))).toBeGreaterThan(0.999);
  expect(correlation(samples.subarray(0, length), wanted.subarray(0, length))).toBeLessThan(0.9);
};

/** As the reference describes them: number, beginning and end in seconds. */
const NOTES = [
  [60, 0.2, 0.55],
  [64, 0.6, 0.95],
  [67, 1, 1.8],
  [72, 1, 1.8],
] as const;

/** Where notes begin: Basic Pitch. */
export const checkNotes: ReferenceCheck = async (source, name) => {
  const data = playNotes(43_844);
  const [found] = await source.apply(name, { 'serving_default_input_2:0': floats([1, data.length, 1], data) });
  const onsets = numbersOf(found, 'StatefulPartitionedCall:2');
  const keys = Array.from({ length: 88 }, (_, key) => {
    const onset = Math.max(...onsets.filter((_value, index) => index % 88 === key));
    return { midi: key + 21, onset };
  });
  type Results = { readonly notes: readonly { readonly midi: number; readonly onset: number }[] };
  const { notes } = (await readResults(name)) as Results;
  // Harmonics begin where their notes do, but are less sure.
  const surest = keys.toSorted((a, b) => b.onset - a.onset).slice(0, notes.length);
  const heard = surest.toSorted((a, b) => a.midi - b.midi);
  expect(heard.map(({ midi }) => midi)).toStrictEqual(notes.map(({ midi }) => midi));
  for (const [index, { onset }] of heard.entries()) {
    expect(Math.abs(onset - (notes[index]?.onset ?? Number.NaN))).toBeLessThan(RESIZED_TOLERANCE);
  }
};

/** At 22,050 samples in a second. */
function playNotes(length: number): Float32Array {
  const sound = new Float32Array(length);
  for (const [midi, start, end] of NOTES) {
    for (let at = Math.round(start * 22_050); at < end * 22_050; at += 1) {
      const time = at / 22_050 - start;
      // Without a hundredth of a second to begin and to end, there would be a click.
      const loudness = 0.2 * Math.min(1, time / 0.01, (end - start - time) / 0.01) * Math.exp(-2 * time);
      for (let harmonic = 1; harmonic <= 6; harmonic += 1) {
        const pitch = 440 * 2 ** ((midi - 69) / 12) * harmonic;
        sound[at] = (sound[at] ?? 0) + loudness * Math.sin(2 * Math.PI * pitch * time) * harmonic ** -1.5;
      }
    }
  }
  return sound;
}

async function samplesOf(name: string): Promise<Float32Array> {
  return parseWav(await readFile(audioPath(name)), name).samples;
}

function correlation(a: Float32Array, b: Float32Array): number {
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

function product(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
