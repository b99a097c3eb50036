import type { Classification, Model, ModelInput, Regression } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { buildOnnx, type GraphSpec } from '../../test/build-onnx.js';
import { buildWav } from '../../test/build-wav.js';
import { folderModel, loadOnnx } from '../../test/load-onnx.js';

/** Of rows of ones: the number of rows that went through the graph together, for each of them. */
function countingNodes(input: string, output: string): GraphSpec['nodes'] {
  const whole = { integers: { keepdims: 1 }, lists: { axes: [0, 1] } };
  return [
    { operator: 'Transpose', inputs: [input], outputs: ['turned'] },
    { operator: 'MatMul', inputs: ['turned', input], outputs: ['counts'] },
    { operator: 'ReduceMax', inputs: ['counts'], outputs: ['count'], ...whole },
    { operator: 'ReduceMax', inputs: [input], outputs: ['one'], lists: { axes: [1] } },
    { operator: 'Mul', inputs: ['one', 'count'], outputs: [output] },
  ];
}

const result = { name: 'result', type: 'float32', shape: ['n', 1] } as const;

async function loadText(): Promise<Model> {
  const graph: GraphSpec = {
    inputs: [{ name: 'texts', type: 'string', shape: ['n', 1] }],
    outputs: [result],
    nodes: [
      { operator: 'Cast', inputs: ['texts'], outputs: ['numbers'], integers: { to: 1 } },
      ...countingNodes('numbers', 'result'),
    ],
  };
  return load(graph, { task: 'text-classification', output: { decode: 'softmax' } });
}

async function loadRows(): Promise<Model> {
  const graph: GraphSpec = {
    inputs: [{ name: 'row', type: 'float32', shape: ['n', 2] }],
    outputs: [result],
    nodes: countingNodes('row', 'result'),
  };
  return load(graph, { task: 'tabular', input: { columns: ['a', 'b'] }, output: { decode: 'value' } });
}

async function loadSounds(): Promise<Model> {
  const graph: GraphSpec = {
    inputs: [{ name: 'samples', type: 'float32', shape: ['n', 4] }],
    outputs: [result],
    nodes: countingNodes('samples', 'result'),
  };
  return load(graph, { task: 'audio-classification', input: { sample_rate: 16_000 }, output: { decode: 'softmax' } });
}

async function load(graph: GraphSpec, config: object): Promise<Model> {
  return loadOnnx(await folderModel({ 'model.onnx': buildOnnx(graph) }), config);
}

async function countOf(model: Model, input: ModelInput): Promise<number> {
  const found = (await model.predict(input, { storeLogits: model.hasLogits })) as Classification | Regression;
  return found._cls === 'Regression' ? found.value : (found.logits?.[0] ?? Number.NaN);
}

const sound = (length: number) => buildWav(Array(length).fill(1), { encoding: 3, bits: 32, sampleRate: 16_000 });

describe('calls at the same time', () => {
  it.each<[string, () => Promise<Model>, ModelInput]>([
    ['texts', loadText, '1'],
    ['rows', loadRows, new TextEncoder().encode('[1, 1]')],
    ['sounds', loadSounds, sound(4)],
  ])('go through the graph together, with %s', async (_, loadModel, input) => {
    const model = await loadModel();
    const counts = await Promise.all(Array.from({ length: 9 }, () => countOf(model, input)));
    expect(Math.max(...counts)).toBe(4);
    for (const count of counts) expect(count).toBeLessThanOrEqual(4);
    await expect(countOf(model, input)).resolves.toBe(1);
  });

  it('join the windows of one long sound', async () => {
    await expect(countOf(await loadSounds(), sound(32))).resolves.toBeGreaterThan(1);
  });
});
