import { dirname } from 'node:path';
import type { Detections, Keypoints } from '@modelzoo/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { expectSameThings, referencePictures } from '../test/detection-reference.js';
import { loadOnnx, oneFile } from '../test/load-onnx.js';
import { imagePath, missingModels, modelPath, readReference } from '../test/shared-models.js';

const labels_path = 'labels.txt';

const detectors = [
  {
    folder: 'object-detection__yolox-nano-416',
    letterbox: 416,
    input: { fit: 'letterbox', anchor: 'top-left', rounding: 'down', pad: 114, channels: 'BGR' },
    output: { decode: 'yolox', labels_path, score_threshold: 0.3, nms: { iou: 0.45 } },
  },
  {
    folder: 'object-detection__nanodet-m-320',
    letterbox: 320,
    input: {
      fit: 'letterbox',
      rounding: 'down',
      channels: 'BGR',
      mean: [103.53, 116.28, 123.675],
      std: [57.375, 57.12, 58.395],
    },
    output: { decode: 'nanodet', labels_path, score_threshold: 0.4, nms: { iou: 0.6 } },
  },
  {
    folder: 'object-detection__fastestdet-352',
    letterbox: undefined,
    input: { channels: 'BGR', scale: 1 / 255 },
    output: { decode: 'fastestdet', labels_path, score_threshold: 0.45, nms: { iou: 0.45, per_class: false } },
  },
  {
    folder: 'face-detection__ultraface-rfb-320',
    letterbox: undefined,
    input: { mean: 127, std: 128 },
    output: {
      decode: 'boxes',
      names: { boxes: 'boxes', scores: 'scores' },
      background: 0,
      labels_path,
      score_threshold: 0.7,
      nms: { iou: 0.3 },
    },
  },
] as const;

const keypointDetectors = [
  {
    folder: 'face-detection__yunet-n',
    letterbox: 640,
    input: { size: [640, 640], fit: 'letterbox', anchor: 'top-left', rounding: 'down', channels: 'BGR' },
    output: { decode: 'yunet', labels_path, score_threshold: 0.7, nms: { iou: 0.3 } },
  },
  {
    folder: 'face-detection__blazeface-short-range',
    letterbox: 128,
    input: { fit: 'letterbox', rounding: 'down', scale: 2 / 255, mean: 1 },
    output: { decode: 'blazeface', labels_path, score_threshold: 0.6, nms: { iou: 0.3 } },
  },
] as const;

function load(folder: string, task: string, input: unknown, output: unknown) {
  const file = modelPath(folder);
  return loadOnnx(oneFile(file, dirname(file)), { task, input, output });
}

describe.skipIf(missingModels !== undefined)(`reference detectors ${missingModels ?? ''}`, () => {
  it.each(detectors)('find the things of the reference: $folder', async ({ folder, letterbox, input, output }) => {
    const model = await load(folder, 'object-detection', input, output);
    const pictures = await referencePictures(folder, letterbox);
    expect(pictures.length).toBeGreaterThan(3);
    const found = (await model.predictAll(pictures.map(({ path }) => path))) as Detections[];
    for (const [index, picture] of pictures.entries()) expectSameThings(found[index]?.detections ?? [], picture);
  });

  it.each(keypointDetectors)(
    'find the keypoints of the reference: $folder',
    async ({ folder, letterbox, input, output }) => {
      const model = await load(folder, 'keypoint-detection', input, output);
      const pictures = await referencePictures(folder, letterbox);
      expect(pictures.length).toBeGreaterThan(3);
      const found = await model.predictAll(pictures.map(({ path }) => path));
      for (const [index, picture] of pictures.entries()) {
        const { detections, keypoints } = found[index] as unknown as { detections: Detections; keypoints: Keypoints };
        expectSameThings(detections.detections, picture);
        expect(keypoints.keypoints).toHaveLength(picture.things.length);
        for (const [thing, { keypoints: expected }] of picture.things.entries()) {
          const points = keypoints.keypoints[thing]?.points ?? [];
          expect(points).toHaveLength(expected.length);
          for (const [point, [x, y]] of expected.entries()) {
            const [relativeX = 0, relativeY = 0] = points[point] ?? [];
            expect(Math.abs(relativeX * picture.size.width - x)).toBeLessThan(0.5);
            expect(Math.abs(relativeY * picture.size.height - y)).toBeLessThan(0.5);
          }
        }
      }
    },
  );

  it('find the landmarks of the reference: face-landmarks__mediapipe-facemesh-468', async () => {
    const folder = 'face-landmarks__mediapipe-facemesh-468';
    interface Faces {
      readonly results: readonly {
        readonly image: string;
        readonly crop: readonly [left: number, top: number, width: number, height: number];
        readonly presence: number;
        readonly points: Readonly<Record<string, readonly [number, number]>>;
      }[];
    }
    const model = await load(
      folder,
      'keypoint-detection',
      { scale: 1 / 255 },
      {
        decode: 'points',
        names: { points: 'conv2d_21', scores: 'conv2d_31' },
        labels: ['face'],
        coordinates: 'pixels',
        point_values: 3,
        activation: 'sigmoid',
        score_threshold: 0.5,
      },
    );
    const { results } = readReference(folder) as Faces;
    expect(results.length).toBeGreaterThan(1);
    for (const { image, crop, presence, points } of results) {
      const [left, top, width, height] = crop;
      const face = await sharp(imagePath(image)).extract({ left, top, width, height }).png().toBuffer();
      const { keypoints } = (await model.predict(face)) as Keypoints;
      expect(keypoints).toHaveLength(1);
      expect(keypoints[0]?.points).toHaveLength(468);
      expect(Math.abs((keypoints[0]?.confidence?.[0] ?? 0) - presence)).toBeLessThan(0.005);
      for (const [name, [x, y]] of Object.entries(points)) {
        const [relativeX = 0, relativeY = 0] = keypoints[0]?.points[Number(name.split('_')[1])] ?? [];
        expect(Math.abs(relativeX * width + left - x)).toBeLessThan(0.5);
        expect(Math.abs(relativeY * height + top - y)).toBeLessThan(0.5);
      }
    }
  });
});
