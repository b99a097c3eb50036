import type { ModelInput } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import type { GraphSpec } from '../../test/build-onnx.js';
import { describeTask } from '../../test/describe-task.js';
import { loadGraph } from '../../test/load-onnx.js';

/** The class is the place of the largest value; the probabilities are the row. */
const largest: GraphSpec = {
  inputs: [{ name: 'row', type: 'float32', shape: ['n', 3] }],
  outputs: [
    { name: 'class', type: 'int64', shape: ['n'] },
    { name: 'parts', type: 'float32', shape: ['n', 3] },
  ],
  nodes: [
    { operator: 'ArgMax', inputs: ['row'], outputs: ['class'], integers: { axis: 1, keepdims: 0 } },
    { operator: 'Identity', inputs: ['row'], outputs: ['parts'] },
  ],
};
/** `width * height`, each an input. */
const area: GraphSpec = {
  inputs: [
    { name: 'w', type: 'float32', shape: ['n', 1] },
    { name: 'h', type: 'float32', shape: ['n', 1] },
  ],
  outputs: [{ name: 'area', type: 'float32', shape: ['n', 1] }],
  nodes: [{ operator: 'Mul', inputs: ['w', 'h'], outputs: ['area'] }],
};
const config = {
  task: 'tabular',
  input: { columns: ['a', 'b', 'c'] },
  output: { decode: 'label', labels: ['first', 'second', 'third'] },
};
const one = (value: number) => ({ type: 'float32', dims: [1], data: Float32Array.of(value) }) as const;
const row = (value: unknown): ModelInput => new TextEncoder().encode(JSON.stringify(value));

describeTask({
  graph: largest,
  config,
  answers: { labels: 'first\nsecond\nthird' },
  inputs: () => [row([0.5, 0.25, 0.25]), row([0.25, 0.5, 0.25]), row([0, 0, 1])],
  badInput: () => row([1, 2]),
});

describe('a tabular model', () => {
  it('takes a row by names, by place or as tensors', async () => {
    const model = await loadGraph(largest, config);
    const inputs = [
      row({ c: 0.25, b: 0.5, a: 0.25 }),
      row([0.25, 0.5, 0.25]),
      { a: one(0.25), b: one(0.5), c: one(0.25) },
      { row: { type: 'float32', dims: [3], data: Float32Array.of(0.25, 0.5, 0.25) } as const },
    ];
    for (const found of await model.predictAll(inputs)) {
      expect(found).toStrictEqual({ _cls: 'Classification', label: 'second', confidence: 0.5 });
    }
  });

  it('gives a number, of a graph with an input for each column', async () => {
    const columns = [
      { name: 'h', from: 'height' },
      { name: 'w', from: 'width' },
    ];
    const model = await loadGraph(area, { task: 'tabular', input: { columns }, output: { decode: 'value' } });
    expect(model.mediaType).toBe('tabular');
    await expect(model.predict(row({ width: 3, height: 4 }))).resolves.toStrictEqual({ _cls: 'Regression', value: 12 });
    const missing = { task: 'tabular', input: { columns: ['w'] }, output: { decode: 'value' } };
    await expect(loadGraph(area, missing)).rejects.toMatchObject({ code: 'ERR_ZOO_DEPLOYMENT_INVALID' });
  });

  it.each([
    [{ a: 1, b: 2 }, '"c"'],
    [{ a: 1, b: 2, d: 3 }, '"d"'],
    [[1, 2], '2 values'],
    [['x', 1, 2], '"x"'],
    [[true], 'no row'],
  ])('refuses the row %j', async (value, words) => {
    const model = await loadGraph(largest, config);
    await expect(model.predict(row(value))).rejects.toMatchObject({
      code: 'ERR_ZOO_INPUT_INVALID',
      message: expect.stringContaining(words),
    });
  });
});
