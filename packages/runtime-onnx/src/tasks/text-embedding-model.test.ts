import type { Classification, TensorMap } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { buildOnnx, type GraphSpec } from '../../test/build-onnx.js';
import { describeTask } from '../../test/describe-task.js';
import { folderModel, loadOnnx, type LoadSettings } from '../../test/load-onnx.js';
import { idOf, wordTokenizer } from '../../test/word-tokenizer.js';

const WORDS = 8;

/** Each token becomes its own row of a table: its number, and one. */
function tableGraph(shape: readonly (number | string)[], type: 'int64' | 'float32' = 'int64'): GraphSpec {
  return {
    inputs: [
      { name: 'input_ids', type, shape },
      { name: 'attention_mask', type, shape },
    ],
    outputs: [{ name: 'states', type: 'float32', shape: [...shape, 2] }],
    nodes: [{ operator: 'Gather', inputs: ['table', 'input_ids'], outputs: ['states'] }],
    initializers: [
      { name: 'table', shape: [WORDS, 2], values: Array.from({ length: WORDS }, (_, id) => [id, 1]).flat() },
    ],
  };
}

const open = tableGraph(['batch', 'tokens']);
const config = {
  task: 'text-embedding',
  input: { tokenizer_path: 'tokenizer.json' },
  output: { decode: 'embedding', pooling: 'mean' },
};
const files = (graph = open, tokenizer = wordTokenizer()) =>
  folderModel({ 'model.onnx': buildOnnx(graph), 'tokenizer.json': tokenizer });

async function embed(texts: readonly string[], output: object, input = {}, settings: LoadSettings = {}) {
  const given = { ...config, input: { ...config.input, ...input }, output: { ...config.output, ...output } };
  const model = await loadOnnx(await files(), given, settings);
  return (await model.embedAll(texts)).map((vector) => [...vector]);
}

describeTask({
  graph: open,
  files: { 'tokenizer.json': wordTokenizer() },
  config,
  inputs: () => ['red', 'red green', ''],
  badInput: () => new Uint8Array(),
});

describe('a text embedding model', () => {
  const [cls, sep, red, blue] = ['[CLS]', '[SEP]', 'red', 'blue'].map(idOf) as [number, number, number, number];

  it.each([
    ['mean', [(cls + sep + red) / 3, 1], [(cls + sep + red + blue) / 4, 1]],
    ['max', [red, 1], [blue, 1]],
    ['first', [cls, 1], [cls, 1]],
    ['last', [sep, 1], [sep, 1]],
  ])('makes one vector of those of the text alone: %s', async (pooling, short, long) => {
    await expect(embed(['red', 'red blue'], { pooling })).resolves.toStrictEqual([short, long]);
  });

  it('leaves out padding on the left as well', async () => {
    const tokenizer = wordTokenizer({ padding: { direction: 'Left', pad_id: 7 } });
    const model = await loadOnnx(await files(open, tokenizer), {
      ...config,
      output: { ...config.output, pooling: 'max' },
    });
    const [short, long] = await model.embedAll(['red', 'red blue']);
    expect([short?.[0], long?.[0]]).toStrictEqual([red, blue]);
  });

  it('puts the prefix before each text, and cuts off what is too long', async () => {
    await expect(embed(['red'], { pooling: 'max' }, { prefix: 'blue ' })).resolves.toStrictEqual([[blue, 1]]);
    await expect(embed(['red blue'], { pooling: 'max' }, { max_tokens: 3 })).resolves.toStrictEqual([[red, 1]]);
  });

  it('fills up what the graph takes', async () => {
    const model = await loadOnnx(await files(tableGraph([1, 4])), config);
    await expect(model.embed('red red red blue')).resolves.toStrictEqual(
      Float32Array.of((cls + red + red + sep) / 4, 1),
    );
    await expect(model.embed('')).resolves.toStrictEqual(Float32Array.of((cls + sep) / 2, 1));
  });

  it('gives the vector as a tensor too, of the length 1 when asked for', async () => {
    const model = await loadOnnx(await files(), { ...config, output: { ...config.output, l2: true } });
    const { tensors } = (await model.predict('red')) as TensorMap;
    expect(Math.hypot(...(tensors['embedding']?.data as Float32Array))).toBeCloseTo(1, 5);
  });

  it.each([
    ['no tokenizer', open, { ...config, input: {} }, 'does not take one text'],
    ['no tokens', tableGraph(['n', 'm'], 'float32'), config, 'takes no tokens'],
    [
      'other names',
      open,
      { ...config, input: { ...config.input, names: { ids: 'ids' } } },
      'what the input "input_ids"',
    ],
    ['no pooling', open, { ...config, output: { decode: 'embedding' } }, 'not one vector'],
  ])('is refused when its config does not fit its graph: %s', async (_, graph, wrong, words) => {
    // A graph that reads a table by fractions is none, so it only hands them through.
    const checked: GraphSpec =
      graph === open
        ? graph
        : {
            ...graph,
            nodes: [{ operator: 'Identity', inputs: ['input_ids'], outputs: ['states'] }],
            outputs: [{ name: 'states', type: 'float32', shape: ['n', 'm'] }],
          };
    await expect(loadOnnx(await files(checked), wrong)).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      message: expect.stringContaining(words),
    });
  });
});

describe('a text classification model that takes tokens', () => {
  it('says what a text is', async () => {
    const graph: GraphSpec = {
      ...open,
      outputs: [{ name: 'logits', type: 'float32', shape: ['batch', 2] }],
      nodes: [
        { operator: 'Gather', inputs: ['table', 'input_ids'], outputs: ['states'] },
        {
          operator: 'ReduceMax',
          inputs: ['states'],
          outputs: ['logits'],
          integers: { keepdims: 0 },
          lists: { axes: [1] },
        },
      ],
    };
    const model = await loadOnnx(await files(graph), {
      ...config,
      task: 'text-classification',
      output: { decode: 'softmax', labels: ['coloured', 'plain'] },
    });
    const [coloured, plain] = (await model.predictAll(['Red', ''])) as Classification[];
    expect(coloured).toMatchObject({
      label: 'coloured',
      confidence: expect.closeTo(1 / (1 + Math.exp(1 - idOf('red'))), 5),
    });
    expect(plain?.confidence).toBeCloseTo(1 / (1 + Math.exp(1 - idOf('[SEP]'))), 5);
  });
});
