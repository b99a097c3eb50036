import type { TemporalDetections } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import type { GraphSpec } from '../../test/build-onnx.js';
import { buildWav } from '../../test/build-wav.js';
import { describeTask } from '../../test/describe-task.js';
import { loadGraph } from '../../test/load-onnx.js';

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
const wav = (...levels: number[]) =>
  buildWav(
    levels.map((level) => level * 32_768),
    { sampleRate: 2 },
  );

describeTask({
  graph: loudness,
  config,
  answers: { window: '2' },
  inputs: () => [wav(0.75, 0, 0, 0), wav(0, 0), wav(0, 0, 0, 0.75, 0, 0)],
  badInput: () => new TextEncoder().encode('no sound'),
});

describe('a voice activity model', () => {
  it('says from when to when, with context and state carried along', async () => {
    const loaded = await loadGraph(loudness, config);
    expect(loaded.mediaType).toBe('audio');
    // The last sample of a frame is heard again in the next one; from the third on, the state halves the score.
    const { detections } = (await loaded.predict(wav(0, 0.75, 0, 0, 0, 0.75, 0.5))) as TemporalDetections;
    expect(detections).toStrictEqual([
      { _cls: 'TemporalDetection', label: 'speech', support: [0, 3.5], confidence: (0.75 + 0.75 + 0.375 + 0.375) / 4 },
    ]);
  });

  it('refuses sounds of another rate, and configs that leave an input open', async () => {
    const loaded = await loadGraph(loudness, config);
    await expect(loaded.predict(buildWav([1], { sampleRate: 8 }))).rejects.toMatchObject({
      code: 'ERR_ZOO_INPUT_INVALID',
      hint: expect.stringContaining('-ar 2'),
    });
    const open = { ...config, input: { ...config.input, constants: {} } };
    await expect(loadGraph(loudness, open)).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
  });
});
