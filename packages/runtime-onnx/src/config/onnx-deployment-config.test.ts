import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configExamples } from '../../test/config-examples.js';
import { onnxConfigSchema, onnxTasks } from './onnx-deployment-config.js';
import { torchImageConfigSchema, torchImageKeys } from './torch-image-config.js';

const softmax = { task: 'image-classification', output: { decode: 'softmax' } };

function problems(config: unknown): string[] {
  const parsed = onnxConfigSchema.safeParse(config);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('onnxConfigSchema', () => {
  it.each([
    {},
    { task: 'tensors', file: 'model.onnx', session: { providers: ['cpu'], intra_op_threads: 2 } },
    softmax,
    {
      ...softmax,
      input: {
        kind: 'image',
        size: [416, 416],
        fit: 'letterbox',
        anchor: 'top-left',
        pad: 114,
        kernel: 'linear',
        antialias: false,
        channels: 'BGR',
        layout: 'NCHW',
        scale: 1,
        mean: [0, 0, 0],
        std: [1, 1, 1],
      },
    },
    { task: 'object-detection', output: { decode: 'yolox' } },
    { ...softmax, file: { fp32: 'model.onnx', q4f16: 'onnx/model_q4f16.onnx' } },
  ])('accepts %j', (config) => {
    expect(problems(config)).toStrictEqual([]);
  });

  it.each([
    [{ ...softmax, ouput: {} }, ': There is no key "ouput" here. Did you mean "output"?'],
    [{ ...softmax, input: { chanels: 'RGB' } }, 'input: There is no key "chanels" here. Did you mean "channels"?'],
    [
      { ...softmax, output: { decode: 'softmax', label_path: 'x' } },
      'output: There is no key "label_path" here. Did you mean "labels_path"?',
    ],
    [{ task: 'tensors', zzz: 1 }, ': There is no key "zzz" here; there are task, file, session.'],
    [{ ...softmax, input: { short_side: 256 } }, 'input.short_side: It goes with "fit": "cover" only.'],
    [{ ...softmax, input: { pad: 1 } }, 'input.pad: It goes with "fit": "letterbox" only.'],
    [{ ...softmax, input: { rounding: 'down' } }, 'input.rounding: It goes with "fit": "letterbox" or "cover" only.'],
    [{ ...softmax, input: { anchor: 'center' } }, 'input.anchor: It goes with "fit": "letterbox" only.'],
    [
      { ...softmax, input: { kernel: 'cubic', antialias: false } },
      'input.antialias: Only the kernel "linear" can go without.',
    ],
    [
      { task: 'semantic-segmentation', input: { fit: 'cover' }, output: { decode: 'argmax' } },
      'input.fit: cover leaves parts of the picture unseen; with it, output.resize has to be false.',
    ],
    [
      { ...softmax, file: { f16: 'half.onnx' } },
      'file: Name a file for each dtype: fp32, fp16, int8, uint8, q8, q4, q4f16, bnb4.',
    ],
    [{ ...softmax, input: { std: [1, 0, 1] } }, 'input.std: A standard deviation cannot be 0.'],
    [
      { ...softmax, output: { decode: 'softmax', labels: ['a'], labels_path: 'b' } },
      'output.labels_path: Give labels or labels_path, not both.',
    ],
  ])('finds the mistake in %j', (config, problem) => {
    expect(problems(config)).toStrictEqual([problem]);
  });

  it('knows each task once', () => {
    expect(new Set(onnxTasks).size).toBe(onnxTasks.length);
    for (const task of onnxTasks) expect(onnxConfigSchema.safeParse({ task, noSuchKey: 1 }).success).toBe(false);
  });

  it('lists the tasks when there is no such task', () => {
    const [problem] = problems({ task: 'image-clasification' });
    for (const task of onnxTasks) expect(problem).toContain(task);
  });

  it('shows an example of each task in its JSON Schema', () => {
    expect(new Set(configExamples.map(({ task }) => task))).toStrictEqual(new Set(onnxTasks));
    for (const example of configExamples) expect(problems(example)).toStrictEqual([]);
  });

  it('is published as JSON Schema, with the words of FiftyOne, as it is now (vitest --update writes it)', async () => {
    const { $schema, ...ours } = z.toJSONSchema(onnxConfigSchema, { io: 'input' });
    const { $schema: _, ...fiftyOne } = z.toJSONSchema(torchImageConfigSchema, { io: 'input' });
    const other = { not: { required: ['task'] }, anyOf: torchImageKeys.map((key) => ({ required: [key] })) };
    const title = 'ONNX model of modelzoo';
    const schema = { $schema, title, examples: configExamples, anyOf: [ours, { ...fiftyOne, ...other }] };
    const path = join(import.meta.dirname, '../../onnx-config.schema.json');
    await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(path);
  });
});
