import type { Classification } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { identityGraph, type GraphSpec } from '../../test/build-onnx.js';
import { describeTask } from '../../test/describe-task.js';
import { loadGraph } from '../../test/load-onnx.js';

/** Texts are numbers; the logits of a text are its number, and none. */
const numbers: GraphSpec = {
  inputs: [{ name: 'texts', type: 'string', shape: ['n', 1] }],
  outputs: [{ name: 'logits', type: 'float32', shape: ['n', 2] }],
  nodes: [
    { operator: 'Cast', inputs: ['texts'], outputs: ['number'], integers: { to: 1 } },
    { operator: 'Mul', inputs: ['number', 'weights'], outputs: ['logits'] },
  ],
  initializers: [{ name: 'weights', shape: [1, 2], values: [1, 0] }],
};
const config = { task: 'text-classification', output: { decode: 'softmax', labels: ['more', 'less'] } };

describeTask({
  graph: numbers,
  config,
  answers: { labels: 'more\nless' },
  inputs: () => ['3', '-2', '0.5'],
  badInput: () => new Uint8Array(),
});

describe('a text classification model', () => {
  it('says what a text is, over several batches', async () => {
    const loaded = await loadGraph(numbers, config, { maxBatchSize: 2 });
    expect(loaded).toMatchObject({ mediaType: 'text', hasLogits: true });
    const found = (await loaded.predictAll(['3', '-2', '1'])) as Classification[];
    expect(found.map(({ label }) => label)).toStrictEqual(['more', 'less', 'more']);
    expect(found[0]?.confidence).toBeCloseTo(1 / (1 + Math.exp(-3)), 5);
  });

  it('refuses graphs that take something else', async () => {
    await expect(loadGraph(identityGraph('float32', [1, 2]), config)).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
    });
  });
});
