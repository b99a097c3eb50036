import type { Heatmap, Segmentation } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { identityGraph, type GraphSpec } from '../../../test/build-onnx.js';
import { colourPicture, type Colour } from '../../../test/colour-picture.js';
import { describeTask } from '../../../test/describe-task.js';
import { loadGraph } from '../../../test/load-onnx.js';

const red: Colour = [255, 0, 0];
const green: Colour = [0, 255, 0];
const blue: Colour = [0, 0, 255];
const grey = (level: number): Colour => [level, level, level];
const labels = ['red', 'green', 'blue'];
/** Scores of a pixel are its colours. */
const colours = identityGraph('float32', ['batch', 3, 2, 2]);
const input = { kernel: 'nearest', scale: 1 / 255 };

const cases = [
  { task: 'semantic-segmentation', input, output: { decode: 'argmax', labels } },
  { task: 'semantic-segmentation', input, output: { decode: 'mask', channel: 1 } },
  { task: 'image-matting', input, output: { decode: 'mask', channel: 0 } },
  { task: 'depth-estimation', input, output: { decode: 'map', channel: 1 } },
];

describe.each(cases)('the task $task with $output.decode', (config) => {
  describeTask({
    graph: colours,
    config,
    answers: { labels: labels.join('\n') },
    inputs: () =>
      Promise.all([colourPicture([[red, green]]), colourPicture([[green, blue]]), colourPicture([[blue, red]])]),
    badInput: () => new TextEncoder().encode('no picture'),
  });
});

describe('semantic segmentation', () => {
  const picture = colourPicture([
    [red, red, green, green],
    [blue, blue, red, red],
  ]);

  it('gives the surest class of each pixel, at the size of the picture', async () => {
    const model = await loadGraph(colours, {
      task: 'semantic-segmentation',
      input,
      output: { decode: 'argmax', labels },
    });
    const found = (await model.predict(await picture)) as Segmentation;
    expect(found).toStrictEqual({
      _cls: 'Segmentation',
      mask: Uint8Array.of(0, 0, 1, 1, 2, 2, 0, 0),
      width: 4,
      height: 2,
      labels,
    });
  });

  it('gives it at the size of the graph when asked to', async () => {
    const output = { decode: 'argmax', resize: false };
    const model = await loadGraph(colours, { task: 'semantic-segmentation', input, output });
    const found = await model.predict(await picture);
    expect(found).toStrictEqual({ _cls: 'Segmentation', mask: Uint8Array.of(0, 1, 2, 0), width: 2, height: 2 });
  });

  it('takes off the padding', async () => {
    const output = { decode: 'argmax' };
    const padded = { ...input, fit: 'letterbox', pad: 255 };
    const graph = identityGraph('float32', [1, 3, 4, 4]);
    const model = await loadGraph(graph, { task: 'semantic-segmentation', input: padded, output });
    const { mask } = (await model.predict(await picture)) as Segmentation;
    expect([...mask]).toStrictEqual([0, 0, 1, 1, 2, 2, 0, 0]);
  });

  it('reads channels that come last', async () => {
    const graph = identityGraph('float32', [1, 2, 2, 3]);
    const model = await loadGraph(graph, { task: 'semantic-segmentation', input, output: { decode: 'argmax' } });
    const { mask } = (await model.predict(await picture)) as Segmentation;
    expect([...mask]).toStrictEqual([0, 0, 1, 1, 2, 2, 0, 0]);
  });

  it('takes the numbers of classes as they are', async () => {
    const graph = identityGraph('uint8', [1, 1, 2, 2]);
    const model = await loadGraph(graph, { task: 'semantic-segmentation', output: { decode: 'argmax' } });
    const levels = await colourPicture([
      [grey(0), grey(7)],
      [grey(20), grey(7)],
    ]);
    expect(await model.predict(levels)).toMatchObject({ mask: Uint8Array.of(0, 7, 20, 7) });
  });

  it('cuts a mask off at a threshold, which a call may choose', async () => {
    const graph = identityGraph('float32', [1, 1, 1, 2]);
    const output = { decode: 'mask', threshold: 0.6 };
    const model = await loadGraph(graph, { task: 'semantic-segmentation', input, output });
    const halves = await colourPicture([[grey(128), grey(255)]]);
    expect(await model.predict(halves)).toMatchObject({ mask: Uint8Array.of(0, 1) });
    expect(await model.predict(halves, { confidenceThreshold: 0.4 })).toMatchObject({ mask: Uint8Array.of(1, 1) });
  });

  it.each([
    [colours, { decode: 'argmax', labels: ['one'] }, '1 labels'],
    [identityGraph('float32', [1, 1, 2, 2]), { decode: 'argmax' }, 'float32'],
    [colours, { decode: 'mask' }, '3 values'],
    [colours, { decode: 'mask', channel: 3 }, 'channel 3'],
  ])('says where the config does not fit its graph: %#', async (graph, output, words) => {
    const model = await loadGraph(graph, { task: 'semantic-segmentation', input, output });
    await expect(model.predict(await picture)).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      message: expect.stringContaining(words),
    });
  });
});

describe('image matting', () => {
  const graph = identityGraph('float32', [1, 1, 1, 2]);
  const halves = colourPicture([[grey(0), grey(51)]]);

  it('gives how much of each pixel belongs', async () => {
    const model = await loadGraph(graph, { task: 'image-matting', input, output: { decode: 'mask' } });
    const { map, range } = (await model.predict(await halves)) as Heatmap;
    expect(range).toStrictEqual([0, 1]);
    expect([...map].map((value) => value.toFixed(3))).toStrictEqual(['0.000', '0.200']);
  });

  it('makes a mask of logits', async () => {
    const output = { decode: 'mask', activation: 'sigmoid' };
    const model = await loadGraph(graph, { task: 'image-matting', input, output });
    const { map } = (await model.predict(await halves)) as Heatmap;
    expect([...map].map((value) => value.toFixed(3))).toStrictEqual(['0.500', '0.550']);
  });

  it('makes a mask of the logits of several classes', async () => {
    const output = { decode: 'mask', activation: 'softmax', channel: 0 };
    const model = await loadGraph(identityGraph('float32', [1, 3, 1, 1]), { task: 'image-matting', input, output });
    const { map } = (await model.predict(await colourPicture([[red]]))) as Heatmap;
    expect(map[0]).toBeCloseTo(Math.E / (Math.E + 2), 5);
  });

  it('says when logits are taken for parts', async () => {
    const model = await loadGraph(graph, { task: 'image-matting', output: { decode: 'mask' } });
    await expect(model.predict(await halves)).rejects.toMatchObject({
      code: 'ERR_ZOO_PREDICT_FAILED',
      hint: expect.stringContaining('sigmoid'),
    });
  });
});

describe('depth estimation', () => {
  it('gives a value for each pixel of the picture, and their range', async () => {
    const graph = identityGraph('float32', [1, 1, 1, 2]);
    const model = await loadGraph(graph, { task: 'depth-estimation', input: { mean: -5 }, output: { decode: 'map' } });
    const picture = await colourPicture([[grey(10), grey(20)]]);
    expect(await model.predict(picture)).toStrictEqual({
      _cls: 'Heatmap',
      map: Float32Array.of(15, 25),
      width: 2,
      height: 1,
      range: [15, 25],
    });
  });

  it('refuses an output that is no picture, and says its shape', async () => {
    const graph: GraphSpec = {
      ...identityGraph('float32', [1, 1, 2, 2]),
      outputs: [{ name: 'y', type: 'float32', shape: ['n', 'm'] }],
      nodes: [{ operator: 'Flatten', inputs: ['x'], outputs: ['y'] }],
    };
    const model = await loadGraph(graph, { task: 'depth-estimation', output: { decode: 'map' } });
    await expect(model.predict(await colourPicture([[red]]))).rejects.toMatchObject({
      code: 'ERR_ZOO_PREDICT_FAILED',
      message: expect.stringContaining('[4]'),
    });
  });
});
