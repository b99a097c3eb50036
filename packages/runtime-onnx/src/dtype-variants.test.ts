import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Classification } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { loadOnnx } from '../test/load-onnx.js';

const shared = join(import.meta.dirname, '../../../../shared');
const models = join(shared, 'models');
const picture = join(shared, 'images/kitten_224.png');
const half = 'image-classification__squeezenet-1.0-fp16';
const quantised = 'image-classification__mobilenetv2-12-int8-qdq';
const graphs = { fp16: join(models, half, 'model.onnx'), int8: join(models, quantised, 'model.onnx') };
const missing = [...Object.values(graphs), picture].some((file) => !existsSync(file));
const reason = missing ? ' (skipped: ../shared/models is not beside the project)' : '';

const cases = [
  ['fp16', { channels: 'BGR', mean: [104, 117, 123] }, 'probabilities', /tabby/],
  ['int8', { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }, 'softmax', /tabby/],
] as const;

describe.skipIf(missing)(`one model in half precision and with whole numbers${reason}`, () => {
  it.each(cases)('runs as %s', async (dtype, input, decode, label) => {
    const files = { path: models, files: Object.values(graphs), sourceDir: undefined };
    const config = {
      task: 'image-classification',
      file: { fp16: `${half}/model.onnx`, int8: `${quantised}/model.onnx` },
      input: { fit: 'cover', short_side: 256, ...input },
      output: { decode, labels_path: 'labels.txt' },
    };
    const model = await loadOnnx(files, config, { parameters: { dtype } });
    const found = (await model.predict(picture)) as Classification;
    expect(found.label).toMatch(label);
    expect(found.confidence).toBeGreaterThan(0.7);
  });
});
