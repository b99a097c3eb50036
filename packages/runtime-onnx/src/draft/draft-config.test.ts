import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { onnxConfigSchema } from '../config/onnx-deployment-config.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { draftConfig } from './draft-config.js';
import { readMetadata } from './read-metadata.js';

const PICTURE: TensorSlot = { name: 'images', type: 'float32', shape: ['batch', 3, 'height', 'width'] };
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

function draft(answers: Readonly<Record<string, string>>, notes: Readonly<Record<string, string>> = {}) {
  const graph = { path: '/m/model.onnx', inputs: [PICTURE], outputs: [SCORES], notes: notesOf(notes) };
  return draftConfig({ path: graph.path, answers }, { ...graph, locations: ['model.onnx.data'] });
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

  it('has no notes of bytes that are no model', () => {
    expect(readMetadata(new Uint8Array([0xff, 0xff, 0xff])).size).toBe(0);
  });
});
