import type { Detections, Keypoints } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { colourPicture } from '../../test/colour-picture.js';
import { constantGraph, type ConstantOutput } from '../../test/constant-graph.js';
import { loadGraph } from '../../test/load-onnx.js';

/** Twice as wide as high, so that a letterbox of 16 × 16 is padded by 4 above and below. */
const wide = await colourPicture(
  Array.from({ length: 16 }, () => Array.from({ length: 32 }, () => [0, 0, 0] as const)),
);

async function load(outputs: readonly ConstantOutput[], output: object) {
  return loadGraph(constantGraph(outputs), { task: 'keypoint-detection', input: { fit: 'letterbox' }, output });
}

/** Four cells of 8 × 8 pixels, of which the last says something. */
const lastCell = (row: readonly number[], other = 0): number[] => [
  ...Array.from({ length: row.length * 3 }, () => other),
  ...row,
];

describe('a keypoint detection model', () => {
  it.each<[string, object, ConstantOutput[]]>([
    [
      'yunet',
      { strides: [8] },
      // Offsets from the corner of the last cell, at 8, 8, in cells.
      [
        { name: 'scores', shape: [1, 4, 1], values: lastCell([0.9]) },
        { name: 'objects', shape: [1, 4, 1], values: lastCell([0.9]) },
        { name: 'boxes', shape: [1, 4, 4], values: lastCell([0.5, 0, 0, 0]) },
        { name: 'keypoints', shape: [1, 4, 4], values: lastCell([0, -0.5, 1, 0.5]) },
      ],
    ],
    [
      'blazeface',
      { anchors: [{ stride: 8, count: 1 }] },
      // Offsets from the middle of the last cell, at 12, 12, in pixels.
      [
        { name: 'boxes', shape: [1, 4, 8], values: lastCell([0, -4, 8, 8, -4, -8, 4, 0]) },
        { name: 'scores', shape: [1, 4, 1], values: lastCell([Math.log(9)], -9) },
      ],
    ],
    [
      'boxes',
      {},
      [
        { name: 'boxes', shape: [1, 1, 4], values: [0.5, 0.25, 1, 0.75] },
        { name: 'scores', shape: [1, 1], values: [0.9] },
        { name: 'keypoints', shape: [1, 1, 4], values: [0.5, 0.25, 1, 0.75] },
      ],
    ],
    [
      'boxes',
      { point_values: 3, coordinates: 'pixels', names: { boxes: 'b', scores: 's', classes: 'c', keypoints: 'k' } },
      [
        { name: 'c', shape: [1, 1], values: [0] },
        { name: 'k', shape: [1, 1, 6], values: [8, 4, 0.1, 16, 12, 0.2] },
        { name: 'b', shape: [1, 1, 4], values: [8, 4, 16, 12] },
        { name: 's', shape: [1, 1], values: [0.9] },
      ],
    ],
  ])('undoes the letterbox exactly: %s %j', async (decode, options, outputs) => {
    const model = await load(outputs, { decode, labels: ['face'], ...options });
    const found = (await model.predict(wide)) as unknown as { detections: Detections; keypoints: Keypoints };
    expect(found).toMatchObject({
      detections: { _cls: 'Detections', detections: [{ label: 'face' }] },
      keypoints: { _cls: 'Keypoints', keypoints: [{ _cls: 'Keypoint', label: 'face' }] },
    });
    expect(found.detections.detections[0]?.confidence).toBeCloseTo(0.9, 5);
    const box = found.detections.detections[0]?.bounding_box ?? [];
    for (const [side, value] of [0.5, 0, 0.5, 1].entries()) expect(box[side]).toBeCloseTo(value, 5);
    // The corners of the box.
    const points = found.keypoints.keypoints[0]?.points.flat() ?? [];
    expect(points).toHaveLength(4);
    for (const [index, value] of [0.5, 0, 1, 1].entries()) expect(points[index]).toBeCloseTo(value, 5);
  });

  it.each([
    [3, 1],
    [-3, 0],
  ])('gives landmarks alone for one thing, when it is there: %d', async (logit, count) => {
    const outputs = [
      { name: 'points', shape: [1, 1, 1, 6], values: [8, 4, 99, 16, 12, 99] },
      { name: 'presence', shape: [1, 1, 1, 1], values: [logit] },
    ];
    const model = await load(outputs, {
      decode: 'points',
      names: { points: 'points', scores: 'presence' },
      coordinates: 'pixels',
      point_values: 3,
      activation: 'sigmoid',
      labels: ['face'],
    });
    const found = (await model.predict(wide)) as Keypoints;
    expect(found._cls).toBe('Keypoints');
    expect(found.keypoints).toHaveLength(count);
    if (count === 0) return;
    expect(found.keypoints[0]?.points).toStrictEqual([
      [0.5, 0],
      [1, 1],
    ]);
    expect(found.keypoints[0]?.confidence?.[1]).toBeCloseTo(0.9526, 4);
  });

  it('takes the thing to be there when the graph does not tell', async () => {
    const model = await load([{ name: 'y', shape: [1, 2], values: [0.5, 0.5] }], { decode: 'points' });
    await expect(model.predict(wide)).resolves.toStrictEqual({
      _cls: 'Keypoints',
      keypoints: [{ _cls: 'Keypoint', label: '0', points: [[0.5, 0.5]], confidence: [1] }],
    });
  });

  it.each<[string, ConstantOutput[], object, string]>([
    ['points of three numbers', [{ name: 'y', shape: [1, 4], values: [0, 0, 0, 0] }], { point_values: 3 }, '4 numbers'],
    ['several labels', [{ name: 'y', shape: [1, 2], values: [0, 0] }], { labels: ['a', 'b'] }, '2 labels'],
  ])('is refused when its config does not fit the graph: %s', async (_, outputs, output, words) => {
    await expect(load(outputs, { decode: 'points', ...output })).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('is refused when its anchors are others than those of the graph', async () => {
    const outputs = [
      { name: 'boxes', shape: [1, 4, 8], values: Array.from({ length: 32 }, () => 0) },
      { name: 'scores', shape: [1, 4, 1], values: [0, 0, 0, 0] },
    ];
    await expect(load(outputs, { decode: 'blazeface' })).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      message: expect.stringContaining('14 anchors'),
    });
  });
});
