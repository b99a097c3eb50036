import type { Detections } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import type { GraphSpec } from '../../test/build-onnx.js';
import { colourPicture } from '../../test/colour-picture.js';
import { constantGraph, type ConstantOutput } from '../../test/constant-graph.js';
import { loadGraph, type LoadSettings } from '../../test/load-onnx.js';

const task = 'object-detection';
const labels = ['cat', 'dog'];
/** Twice as wide as high, so that a letterbox of 16 × 16 is padded by 4 above and below. */
const wide = await colourPicture(
  Array.from({ length: 16 }, () => Array.from({ length: 32 }, () => [0, 0, 0] as const)),
);
const letterbox = { fit: 'letterbox' };

async function load(graph: GraphSpec, output: object, input: object = {}, settings: LoadSettings = {}) {
  return loadGraph(graph, { task, input, output }, settings);
}

async function detect(outputs: readonly ConstantOutput[], output: object, input: object = letterbox) {
  const model = await load(constantGraph(outputs), output, input);
  return ((await model.predict(wide)) as Detections).detections;
}

/** Four cells of 8 × 8 pixels, of which the last says something. */
const lastCell = (row: readonly number[]): number[] => [...Array.from({ length: row.length * 3 }, () => 0), ...row];

/** In pixels of the letterbox: the right half of the picture, from its top to its bottom. */
const rightHalf = [{ label: 'dog', bounding_box: [0.5, 0, 0.5, 1] }];

describe('an object detection model', () => {
  it.each<[string, object, ConstantOutput[]]>([
    [
      'yolox',
      { strides: [8] },
      // From the corner of the last cell, at 8, 8, half a cell to the right; eight pixels wide and high.
      [{ name: 'y', shape: [1, 4, 7], values: lastCell([0.5, 0, 0, 0, 0.9, 0.1, 0.8]) }],
    ],
    ['yolov5', {}, [{ name: 'y', shape: [1, 1, 7], values: [12, 8, 8, 8, 0.9, 0.1, 0.8] }]],
    ['yolov8', {}, [{ name: 'y', shape: [1, 6, 2], values: [12, 0, 8, 0, 8, 1, 8, 1, 0.1, 0, 0.72, 0.1] }]],
    [
      'nanodet',
      { strides: [8] },
      // The middle of the last cell is at 11.5, 11.5; two bins, so that a share of the second is that of a cell.
      [
        { name: 'scores', shape: [1, 4, 2], values: lastCell([0.1, 0.72]) },
        {
          name: 'boxes',
          shape: [1, 4, 8],
          values: lastCell([3.5, 7.5, 4.5, 0.5].flatMap((pixels) => [0, Math.log(pixels / (8 - pixels))])),
        },
      ],
    ],
    [
      'nanodet-plus',
      { strides: [8], bins: 2 },
      // Told from the corner of the last cell, at 8, 8: three of eight pixels up, and so on.
      [
        {
          name: 'y',
          shape: [1, 4, 10],
          values: lastCell([0.1, 0.72, ...[1e-9, 4, 7.999999999, 4].flatMap((px) => [0, Math.log(px / (8 - px))])]),
        },
      ],
    ],
    [
      'ssd',
      { priors: [{ stride: 8, sizes: [4, [4, 16]] }], background: 0 },
      // The last prior is 4 wide and 16 high, around 12, 12: the box lies a quarter higher, twice as wide, half as high.
      [
        {
          name: 'boxes',
          shape: [1, 8, 4],
          values: [...Array.from({ length: 28 }, () => 0), 0, -0.25 / 0.1, Math.log(2) / 0.2, Math.log(0.5) / 0.2],
        },
        { name: 'scores', shape: [1, 8, 3], values: [...Array.from({ length: 21 }, () => 0), 0.18, 0.1, 0.72] },
      ],
    ],
    [
      'fastestdet',
      {},
      // One cell, whose planes are something, x, y, width, height and the classes.
      [{ name: 'y', shape: [1, 7, 1, 1], values: [0.72, Math.atanh(0.75), Math.atanh(0.5), 0, 0, 0.1, 0.72] }],
    ],
    [
      'detr',
      {},
      [
        { name: 'logits', shape: [1, 2, 3], values: [0, 4, 3, 0, 0, 9] },
        { name: 'boxes', shape: [1, 2, 4], values: [0.75, 0.5, 0.5, 0.5, 0.1, 0.5, 0.1, 0.1] },
      ],
    ],
    [
      'boxes',
      {},
      [
        { name: 'boxes', shape: [1, 1, 4], values: [0.5, 0.25, 1, 0.75] },
        { name: 'scores', shape: [1, 1, 2], values: [0.1, 0.72] },
      ],
    ],
  ])('undoes the letterbox exactly: %s', async (decode, options, outputs) => {
    const found = await detect(outputs, { decode, labels, ...options });
    expect(found).toHaveLength(1);
    for (const [index, { label, bounding_box }] of rightHalf.entries()) {
      expect(found[index]?.label).toBe(label);
      expect(found[index]?.confidence).toBeCloseTo(0.72, 1);
      for (const [side, value] of bounding_box.entries())
        expect(found[index]?.bounding_box[side]).toBeCloseTo(value, 5);
    }
  });

  it.each([
    ['xyxy', [8, 4, 16, 12]],
    ['yxyx', [4, 8, 12, 16]],
    ['xywh', [8, 4, 8, 8]],
    ['cxcywh', [12, 8, 8, 8]],
  ])('reads boxes of the format %s, in pixels', async (format, box) => {
    const outputs = [
      { name: 'b', shape: [1, 4], values: box },
      { name: 's', shape: [1, 2], values: [0, 1] },
    ];
    const output = { decode: 'boxes', format, coordinates: 'pixels', labels };
    await expect(detect(outputs, output)).resolves.toMatchObject(rightHalf);
  });

  it('reads scores and numbers of classes apart, as one output for each', async () => {
    const outputs = [
      { name: 'n', shape: [1, 2], values: [2, 0] },
      { name: 's', shape: [1, 2], values: [0.9, 0.9] },
      { name: 'b', shape: [1, 2, 4], values: [0.5, 0.25, 1, 0.75, 0, 0.25, 0.5, 0.75] },
    ];
    const output = { decode: 'boxes', names: { boxes: 'b', scores: 's', classes: 'n' }, background: 0, labels };
    await expect(detect(outputs, output)).resolves.toMatchObject(rightHalf);
  });

  it.each([
    ['none', 0, [0.6, 0.1, 0.35], 0.35],
    ['sigmoid', 0, [2, -2, 1], 0.731],
    ['softmax', 0, [1, 0, 1], 0.422],
    ['softmax', -1, [0, 1, 1], 0.422],
  ])('leaves out the background after %s, class %i', async (activation, background, scores, confidence) => {
    const outputs = [
      { name: 'b', shape: [1, 1, 4], values: [0.5, 0.25, 1, 0.75] },
      { name: 's', shape: [1, 1, 3], values: scores },
    ];
    const found = await detect(outputs, { decode: 'boxes', activation, background, labels });
    expect(found).toMatchObject(rightHalf);
    expect(found[0]?.confidence).toBeCloseTo(confidence, 3);
  });

  it('leaves out what overlaps, unless the graph does that, and what lies in the padding', async () => {
    const outputs = [
      {
        name: 'b',
        shape: [1, 4, 4],
        values: [0, 0.25, 0.5, 0.75, 0, 0.25, 0.5, 0.7, 0, 0.25, 0.5, 0.75, 0.1, 0, 0.2, 0.2],
      },
      { name: 's', shape: [1, 4, 2], values: [0.8, 0, 0.9, 0, 0, 0.7, 0.6, 0] },
    ];
    const names = async (nms?: unknown) =>
      (await detect(outputs, { decode: 'boxes', labels, nms })).map(({ label, confidence = 0 }) => [
        label,
        Number(confidence.toFixed(2)),
      ]);
    await expect(names()).resolves.toStrictEqual([
      ['cat', 0.9],
      ['dog', 0.7],
    ]);
    await expect(names({ per_class: false })).resolves.toStrictEqual([['cat', 0.9]]);
    await expect(names({ max: 1 })).resolves.toStrictEqual([['cat', 0.9]]);
    await expect(names(false)).resolves.toStrictEqual([
      ['cat', 0.9],
      ['cat', 0.8],
      ['dog', 0.7],
    ]);
  });

  it('keeps all that DETR finds, unless it is told otherwise', async () => {
    const outputs = [
      { name: 'logits', shape: [1, 2, 2], values: [5, 0, 4, 0] },
      { name: 'boxes', shape: [1, 2, 4], values: [0.5, 0.5, 0.4, 0.4, 0.5, 0.5, 0.4, 0.4] },
    ];
    await expect(detect(outputs, { decode: 'detr' })).resolves.toHaveLength(2);
    await expect(detect(outputs, { decode: 'detr', nms: {} })).resolves.toHaveLength(1);
  });

  it('takes a threshold from the call, the parameters and the config, in this order', async () => {
    const graph = constantGraph([
      { name: 'b', shape: [1, 1, 4], values: [0, 0, 1, 1] },
      { name: 's', shape: [1, 1, 1], values: [0.5] },
    ]);
    const count = async (
      output: object,
      parameters: Readonly<Record<string, unknown>>,
      confidenceThreshold?: number,
    ) => {
      const model = await load(graph, { decode: 'boxes', ...output }, {}, { parameters });
      return ((await model.predict(wide, { confidenceThreshold })) as Detections).detections.length;
    };
    await expect(count({}, {})).resolves.toBe(1);
    await expect(count({ score_threshold: 0.6 }, {})).resolves.toBe(0);
    await expect(count({ score_threshold: 0.6 }, { score_threshold: 0.4 })).resolves.toBe(1);
    await expect(count({ score_threshold: 0.6 }, { score_threshold: 0.4 }, 0.7)).resolves.toBe(0);
    await expect(count({}, { top_k: 1 })).rejects.toMatchObject({ code: 'ERR_ZOO_CONFIG_INVALID' });
  });

  it('keeps the pictures of a batch apart', async () => {
    // Five grey pixels are the four edges of a box and its score.
    const graph: GraphSpec = {
      inputs: [{ name: 'x', type: 'float32', shape: ['batch', 1, 1, 5] }],
      outputs: [
        { name: 'boxes', type: 'float32', shape: ['batch', 4] },
        { name: 'scores', type: 'float32', shape: ['batch', 1] },
      ],
      nodes: [
        { operator: 'Flatten', inputs: ['x'], outputs: ['flat'] },
        { operator: 'MatMul', inputs: ['flat', 'edges'], outputs: ['boxes'] },
        { operator: 'MatMul', inputs: ['flat', 'score'], outputs: ['scores'] },
      ],
      initializers: [
        { name: 'edges', shape: [5, 4], values: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0] },
        { name: 'score', shape: [5, 1], values: [0, 0, 0, 0, 1] },
      ],
    };
    const model = await load(graph, { decode: 'boxes', labels: ['thing'] }, { scale: 1 / 255 }, { maxBatchSize: 2 });
    const rows = [
      [0, 0, 51, 255, 255],
      [51, 51, 255, 255, 204],
      [0, 0, 0, 0, 0],
      [0, 51, 51, 102, 153],
      [0, 0, 255, 255, 51],
    ];
    const pictures = await Promise.all(
      rows.map((row) => colourPicture([row.map((value) => [value, value, value] as const)])),
    );
    const found = (await model.predictAll(pictures)) as Detections[];
    expect(
      found.map(({ detections }) =>
        detections.map(({ bounding_box, confidence = 0 }) =>
          [...bounding_box, confidence].map((value) => Number(value.toFixed(3))),
        ),
      ),
    ).toStrictEqual([[[0, 0, 0.2, 1, 1]], [[0.2, 0.2, 0.8, 0.8, 0.8]], [], [[0, 0.2, 0.2, 0.2, 0.6]], []]);
  });
});

describe('a detection config that does not fit its graph', () => {
  const box = { name: 'b', shape: [1, 1, 4], values: [0, 0, 1, 1] };
  const score = { name: 's', shape: [1, 1, 1], values: [1] };

  it.each<[string, ConstantOutput[], object, string]>([
    ['more labels than classes', [box, score], { decode: 'boxes', labels }, '2 labels'],
    ['another order of outputs', [score, box], { decode: 'boxes' }, '"s"'],
    ['more outputs than roles', [box, score, { ...score, name: 't' }], { decode: 'boxes' }, '3 outputs'],
    ['an output that is not there', [box, score], { decode: 'boxes', names: { boxes: 'x', scores: 's' } }, '"x"'],
    ['half of the names', [box, score], { decode: 'boxes', names: { boxes: 'b' } }, '0 outputs as "scores"'],
    ['other strides', [{ ...box, shape: [1, 1, 4] }], { decode: 'yolox', strides: [8] }, '4'],
    ['no table', [score], { decode: 'yolov8' }, 'cannot read'],
    ['no planes', [box], { decode: 'fastestdet' }, 'planes'],
  ])('is refused when it loads: %s', async (_, outputs, output, words) => {
    await expect(load(constantGraph(outputs), output)).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('is found out at the first picture when the scores are logits', async () => {
    const model = await load(constantGraph([box, { ...score, values: [7] }]), { decode: 'boxes' });
    await expect(model.predict(wide)).rejects.toMatchObject({ code: 'ERR_ZOO_PREDICT_FAILED' });
  });
});
