import type { Classification, Classifications } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { identityGraph, type GraphSpec } from '../../test/build-onnx.js';
import { buildWav } from '../../test/build-wav.js';
import { describeTask } from '../../test/describe-task.js';
import { loadGraph } from '../../test/load-onnx.js';

/** The loudest sample, and ten times the mean, say what is heard. */
function loudGraph(shape: readonly (number | string)[]): GraphSpec {
  const lists = { axes: [shape.length - 1] };
  return {
    inputs: [{ name: 'samples', type: 'float32', shape }],
    outputs: [{ name: 'logits', type: 'float32', shape: [...shape.slice(0, -1), 2] }],
    nodes: [
      { operator: 'ReduceMax', inputs: ['samples'], outputs: ['peak'], lists },
      { operator: 'ReduceMean', inputs: ['samples'], outputs: ['mean'], lists },
      { operator: 'Mul', inputs: ['mean', 'ten'], outputs: ['louder'] },
      { operator: 'Concat', inputs: ['peak', 'louder'], outputs: ['logits'], integers: { axis: shape.length - 1 } },
    ],
    initializers: [{ name: 'ten', shape: [1], values: [10] }],
  };
}

const config = {
  task: 'audio-classification',
  input: { sample_rate: 16_000 },
  output: { decode: 'softmax', labels: ['click', 'hum'] },
};
const anyLength = loudGraph([1, 'samples']);
const wav = (samples: readonly number[], sampleRate = 16_000) =>
  buildWav(samples, { encoding: 3, bits: 32, sampleRate });
const click = wav([0, 1, 0, 0]);
const hum = wav([0.5, 0.5, 0.5, 0.5]);

describeTask({
  graph: anyLength,
  config,
  answers: { labels: 'click\nhum' },
  inputs: () => [click, hum, wav([0.25, 0, 0, 0])],
  badInput: () => 'no-such-file.wav',
});

describe('an audio classification model', () => {
  it.each([
    ['of any length', [1, 'samples']],
    ['of one length', ['batch', 4]],
    ['with an axis for channels', ['batch', 1, 'samples']],
  ])('says what is heard in sounds %s', async (_, shape) => {
    const model = await loadGraph(loudGraph(shape), config);
    expect(model).toMatchObject({ mediaType: 'audio', hasLogits: true, hasEmbeddings: false });
    const [first, second] = (await model.predictAll([click, hum])) as Classification[];
    expect(second).toMatchObject({ label: 'hum', confidence: expect.closeTo(1 / (1 + Math.exp(0.5 - 5)), 5) });
    expect(first).toMatchObject({ label: 'hum', confidence: expect.closeTo(1 / (1 + Math.exp(1 - 2.5)), 5) });
  });

  it('takes the mean of what the graph says of windows', async () => {
    const output = { ...config.output, top_k: 2 };
    const model = await loadGraph(anyLength, { ...config, input: { ...config.input, window: 2, hop: 1 }, output });
    const { logits } = (await model.predict(wav([0, 1, 0, 0]), { storeLogits: true })) as Classifications;
    // The windows are 0 1, 1 0 and 0 0.
    for (const [index, value] of [2 / 3, 10 / 3].entries()) expect(logits?.[index]).toBeCloseTo(value, 5);
  });

  it('repeats sounds that are too short, or brings them to the variance 1', async () => {
    const graph = loudGraph([1, 4]);
    const repeated = await loadGraph(graph, { ...config, input: { ...config.input, padding: 'repeat' } });
    const found = (await repeated.predict(wav([0.5]), { storeLogits: true })) as Classification;
    expect(found.logits?.[1]).toBeCloseTo(5, 5);
    const normalized = await loadGraph(graph, { ...config, input: { ...config.input, normalize: true } });
    const { logits } = (await normalized.predict(wav([0.1, 0.2, 0.1, 0.2]), { storeLogits: true })) as Classification;
    for (const [index, value] of [1, 0].entries()) expect(logits?.[index]).toBeCloseTo(value, 3);
  });

  it('refuses sounds of another rate, and graphs that take something else', async () => {
    const model = await loadGraph(anyLength, config);
    await expect(model.predict(wav([0], 8000))).rejects.toMatchObject({ code: 'ERR_ZOO_INPUT_INVALID' });
    for (const graph of [identityGraph('int64', [1, 'n']), identityGraph('float32', [1, 3, 8])]) {
      await expect(loadGraph(graph, config)).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
    }
  });
});
