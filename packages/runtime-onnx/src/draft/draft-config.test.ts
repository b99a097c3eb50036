import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { onnxConfigSchema } from '../config/onnx-deployment-config.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { draftConfig, type DraftedGraph } from './draft-config.js';
import { readMetadata } from './read-metadata.js';

const PICTURE: TensorSlot = { name: 'images', type: 'float32', shape: ['batch', 3, 'height', 'width'] };
const CLASS: TensorSlot = { name: 'label', type: 'int64', shape: ['rows'] };
const SCORES: TensorSlot = { name: 'scores', type: 'float32', shape: ['batch', 2] };

function notesOf(notes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const writer = new BinaryWriter();
  for (const [key, value] of Object.entries(notes)) {
    const entry = new BinaryWriter();
    entry.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value);
    writer.tag(14, WireType.LengthDelimited).bytes(entry.finish());
  }
  return readMetadata(writer.finish());
}

function draftOf(graph: Partial<DraftedGraph>, answers: Readonly<Record<string, string>>) {
  const path = '/m/model.onnx';
  const nothing = { inputs: [PICTURE], outputs: [SCORES], locations: [], beside: ['model.onnx'], notes: new Map() };
  return draftConfig({ path, answers }, { path, ...nothing, ...graph });
}

function float32(name: string, ...shape: (number | string)[]): TensorSlot {
  return { name, type: 'float32', shape };
}

/** Every question answered by its default, and by `answers` where it has none. */
function complete(graph: Partial<DraftedGraph>, answers: Readonly<Record<string, string>>) {
  const given = { ...answers };
  for (;;) {
    const drafted = draftOf(graph, given);
    const open = drafted.questions.find(({ key }) => given[key] === undefined);
    if (open === undefined) return drafted;
    expect(open.default, open.key).toBeDefined();
    given[open.key] = open.default ?? '';
  }
}

function draft(answers: Readonly<Record<string, string>>, notes: Readonly<Record<string, string>> = {}) {
  return draftOf({ notes: notesOf(notes), locations: ['model.onnx.data'] }, answers);
}

const ANSWERS = { task: 'image-classification', size: '224x224', normalize: 'imagenet', decode: 'softmax' };

describe('draftConfig', () => {
  it('asks for the task first, and then for what that needs and the graph leaves open', () => {
    expect(draft({}).questions.map(({ key }) => key)).toStrictEqual(['task']);
    const keys = draft({ task: 'image-classification' }).questions.map(({ key }) => key);
    expect(keys).toStrictEqual(['size', 'channels', 'fit', 'normalize', 'decode', 'labels']);
    expect(draft({ task: 'tensors' })).toMatchObject({ config: { task: 'tensors' }, questions: [] });
  });

  it('turns means around for colours that are', () => {
    const { config } = draft({ ...ANSWERS, channels: 'BGR', fit: 'cover', labels: 'a\nb\n' });
    expect(config).toMatchObject({
      input: { size: [224, 224], fit: 'cover', channels: 'BGR', mean: [103.53, 116.28, 123.675] },
      output: { decode: 'softmax', labels: ['a', 'b'] },
    });
    expect(onnxConfigSchema.safeParse(config)).toMatchObject({ success: true });
  });

  it('takes labels and the licence from the notes in the file, and knows the files beside it', () => {
    const names = `{0: 'person', 1: "dog's", 2: 'a \\'b\\''}`;
    const { config, questions, license, files } = draft(ANSWERS, { names, License: 'MIT' });
    expect(config).toMatchObject({ output: { labels: ['person', "dog's", "a 'b'"] } });
    expect(questions.at(-1)).toMatchObject({ key: 'labels', default: "person\ndog's\na 'b'" });
    expect(license).toBe('MIT');
    expect(files.map((file) => file.replaceAll('\\', '/'))).toStrictEqual(['/m/model.onnx', '/m/model.onnx.data']);
  });

  it.each([{ task: 'no-such' }, { ...ANSWERS, size: 'big' }, { task: 'tensors', size: '1,1' }])(
    'refuses answers that cannot be: %j',
    (answers) => {
      expect(() => draft(answers)).toThrow(expect.objectContaining({ code: 'ERR_ZOO_USAGE' }) as Error);
    },
  );

  it.each([
    ['yolov8', [float32('o', 1, 84, 2100)]],
    ['yolov5', [float32('o', 1, 6300, 85)]],
    ['yolox', [float32('o', 1, 2100, 85)]],
    ['nanodet-plus', [float32('o', 1, 2125, 112)]],
    ['fastestdet', [float32('o', 1, 85, 20, 20)]],
    ['detr', [float32('logits', 1, 100, 92), float32('boxes', 1, 100, 4)]],
    ['nanodet', ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => float32(name, 1, 1600, 80))],
    [undefined, [float32('boxes', 1, 4420, 4), float32('scores', 1, 4420, 2)]],
  ] as const)('sees by its shapes that a detector is %s', (kind, outputs) => {
    const graph = { inputs: [float32('x', 1, 3, 320, 320)], outputs };
    const { questions } = draftOf(graph, { task: 'object-detection', normalize: 'none' });
    expect(questions.find(({ key }) => key === 'decode')?.default).toBe(kind);
  });

  const seen = [float32('x', 1, 3, 320, 320)];
  const sound = [float32('sound', 1, 'samples')];
  const tokens: TensorSlot[] = ['input_ids', 'mask'].map((name) => ({ name, type: 'int64', shape: ['b', 's'] }));
  const eight = Array.from({ length: 12 }, (_, index) => float32(String(index), 1, 1600, 1));

  it.each([
    [
      { inputs: seen, outputs: [float32('scores', 1, 9, 3), float32('boxes', 1, 9, 4)] },
      { task: 'object-detection', decode: 'boxes', coordinates: 'pixels', background: 'first', labels: 'a\nb' },
      { names: { boxes: 'boxes', scores: 'scores' }, coordinates: 'pixels', background: 0, labels: ['a', 'b'] },
    ],
    [
      { inputs: seen, outputs: [float32('boxes', 1, 9, 4), float32('scores', 1, 9, 3)] },
      { task: 'object-detection', decode: 'ssd', priors: '8: 10 16x24; 16: 32', labels: '' },
      {
        decode: 'ssd',
        background: 0,
        priors: [
          { stride: 8, sizes: [10, [16, 24]] },
          { stride: 16, sizes: [32] },
        ],
      },
    ],
    [{ inputs: seen, outputs: eight }, { task: 'keypoint-detection', labels: 'face' }, { decode: 'yunet' }],
    [
      { inputs: seen, outputs: [float32('there', 1, 1), float32('landmarks', 1, 1404)] },
      { task: 'keypoint-detection', decode: 'points', 'point-values': 'three', labels: 'face' },
      { decode: 'points', names: { points: 'landmarks', scores: 'there' }, point_values: 3 },
    ],
    [
      { inputs: sound, outputs: [float32('scores', 1, 3)] },
      { task: 'audio-classification', decode: 'softmax', labels: 'a\nb\nc' },
      { decode: 'softmax' },
    ],
    [
      { inputs: tokens, outputs: [float32('hidden', 'b', 's', 384)], beside: ['tokenizer.json'] },
      { task: 'text-embedding', l2: 'yes' },
      { decode: 'embedding', pooling: 'mean', l2: true },
    ],
    [
      { inputs: [float32('x', 'rows', 4)], outputs: [CLASS, float32('probabilities', 'rows', 3)] },
      { task: 'tabular', labels: 'a\nb\nc' },
      { decode: 'label', labels: ['a', 'b', 'c'] },
    ],
    [
      { inputs: [float32('age', 'rows', 1), float32('size', 'rows', 1)], outputs: [{ ...CLASS, type: 'string' }] },
      { task: 'tabular' },
      { decode: 'label' },
    ],
    [
      { inputs: seen, outputs: [float32('features', 1, 64), float32('scores', 1, 2)] },
      { task: 'image-classification', output: 'scores', decode: 'softmax', labels: 'a\nb' },
      { names: { scores: 'scores' } },
    ],
  ] as const)('drafts what loads: %#', (graph, answers, output) => {
    const { config } = complete(graph, graph.inputs === seen ? { normalize: 'none', ...answers } : answers);
    expect(config['output']).toMatchObject(output);
    expect(onnxConfigSchema.safeParse(config)).toMatchObject({ success: true });
  });

  it('takes the tokenizer beside the model along', () => {
    const beside = ['model.onnx', 'tokenizer.json', 'tokenizer_config.json'];
    const { config, files } = complete({ inputs: tokens, beside }, { task: 'text-embedding' });
    expect(config['input']).toStrictEqual({ tokenizer_path: 'tokenizer.json', names: { mask: 'mask' } });
    expect(files.map((file) => file.replaceAll('\\', '/'))).toStrictEqual(beside.map((name) => `/m/${name}`));
    expect(() => draftOf({ inputs: tokens, beside }, { task: 'text-embedding', tokenizer: 'no.json' })).toThrow(
      'is no answer',
    );
  });

  it('takes the columns of rows by their names, and by those of the inputs', () => {
    const one = complete(
      { inputs: [float32('x', 'rows', 2)], outputs: [CLASS] },
      { task: 'tabular', labels: '', columns: 'a, b' },
    );
    expect(one.config['input']).toStrictEqual({ columns: ['a', 'b'] });
    const two = complete({ inputs: [float32('a', 1, 1), float32('b', 1, 1)] }, { task: 'tabular' });
    expect(two.config).toMatchObject({ input: { columns: ['a', 'b'] }, output: { decode: 'value' } });
  });

  it('has no notes of bytes that are no model', () => {
    expect(readMetadata(new Uint8Array([0xff, 0xff, 0xff])).size).toBe(0);
  });
});
