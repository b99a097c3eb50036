import { createHash } from 'node:crypto';
import type { Classification, Classifications } from '@modelzoo/core';
import { preprocessImage, softmax } from '@modelzoo/runtime-onnx';
import sharp from 'sharp';
import { expect } from 'vitest';
import { imagePath, modelPath, readResults } from './collection.js';
import { RESIZED_TOLERANCE, SCORE_TOLERANCE, type ReferenceCheck } from './reference-check.js';

type Results = readonly {
  readonly image: string;
  readonly input: { readonly sha256_f32: string };
  readonly top5: readonly { readonly label: string; readonly score: number }[];
}[];

export const checkClasses: ReferenceCheck = async (source, name) => {
  const results = (await readResults(name)) as Results;
  expect(results.length).toBeGreaterThan(1);
  const predictions = await source.apply(name, imagesOf(results), { batchSize: 2 });
  for (const [index, { image, top5 }] of results.entries()) {
    const classes = classesOf(predictions[index]);
    expect({ image, best: classes[0]?.label }).toStrictEqual({ image, best: top5[0]?.label });
    const scores = new Map(classes.map(({ label, confidence }) => [label, confidence]));
    for (const { label, score } of top5.filter((each) => each.score > SCORE_TOLERANCE)) {
      expect(Math.abs((scores.get(label) ?? 0) - score)).toBeLessThan(SCORE_TOLERANCE);
    }
  }
};

/**
 * 8-bit kernels round differently from processor to processor: on the very tensor of the reference, the bare runtime itself
 * is up to 0.3 away from it. So the tensors are compared with the reference, and the probabilities with the runtime.
 */
export const checkQuantisedClasses: ReferenceCheck = async (source, name) => {
  const results = (await readResults(name)) as Results;
  const predictions = await source.apply(name, imagesOf(results));
  // Not before the plugin has loaded it, which switches its telemetry off.
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(modelPath(`${name.replace('/', '__')}/model.onnx`));
  for (const [index, { image, input, top5 }] of results.entries()) {
    const { tensor } = await preprocessImage(imagePath(image), {
      size: { width: 224, height: 224 },
      fit: 'cover',
      shortSide: 256,
      scale: 1 / 255,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    });
    const data = tensor.data as Float32Array;
    const digest = createHash('sha256').update(new Uint8Array(data.buffer)).digest('hex');
    const classes = classesOf(predictions[index]);
    expect({ image, digest, best: classes[0]?.label }).toStrictEqual({
      image,
      digest: input.sha256_f32,
      best: top5[0]?.label,
    });
    const { output } = await session.run({ input: new Tensor('float32', data, tensor.dims) });
    const surest = softmax(output?.data as Float32Array).toSorted((a, b) => b - a);
    for (const [place, { confidence }] of classes.entries()) expect(confidence).toBeCloseTo(surest[place] ?? 0, 5);
  }
  await session.release();
};

/** Lines of text, upright and turned. */
export const checkOrientation: ReferenceCheck = async (source, name) => {
  type Lines = readonly {
    readonly image: string;
    readonly box: readonly [number, number, number, number];
    readonly upright: readonly [number, number];
    readonly rotated180: readonly [number, number];
  }[];
  const results = (await readResults(name)) as Lines;
  for (const { image, box, upright, rotated180 } of results) {
    const [left, top, right, bottom] = box;
    const cut = sharp(imagePath(image)).extract({ left, top, width: right - left, height: bottom - top });
    const line = await cut.png().toBuffer();
    const turned = await sharp(line).rotate(180).png().toBuffer();
    const [first, second] = (await source.apply(name, [line, turned])) as Classification[];
    expect([first?.label, second?.label]).toStrictEqual(['0', '180']);
    expect(Math.abs((first?.confidence ?? 0) - upright[0])).toBeLessThan(RESIZED_TOLERANCE);
    expect(Math.abs((second?.confidence ?? 0) - rotated180[1])).toBeLessThan(RESIZED_TOLERANCE);
  }
};

function imagesOf(results: Results): string[] {
  return results.map(({ image }) => imagePath(image));
}

/** References leave out the numbers of WordNet. */
function classesOf(prediction: unknown): { readonly label: string; readonly confidence: number }[] {
  const { classifications } = prediction as Classifications;
  return classifications.map(({ label, confidence }) => ({ label: label.replace(/^n\d{8} /, ''), confidence }));
}
