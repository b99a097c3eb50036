import { describe, expect, it } from 'vitest';
import { placeFiles, unpackedName } from './place-files.js';

const file = (path?: string) => ({ path, fallbackName: 'from-url.bin' });

describe('placeFiles', () => {
  it.each([
    ['the only file at base_filename', [file()], 'model.onnx', ['model.onnx']],
    ['the only file that is called so at base_filename', [file('model.onnx')], 'model.onnx', ['model.onnx']],
    ['several files below base_filename', [file('a'), file('b/c')], 'model', ['model/a', 'model/b/c']],
    ['one file of another name below base_filename', [file('weights.onnx')], 'model', ['model/weights.onnx']],
    ['files that are below it already where they are', [file('model/a'), file('b')], 'model', ['model/a', 'model/b']],
    ['files in the folder itself without a base_filename', [file('a'), file()], undefined, ['a', 'from-url.bin']],
  ])('puts %s', (_, files, baseFilename, expected) => {
    expect(placeFiles(files, baseFilename)).toStrictEqual(expected);
  });
});

describe('unpackedName', () => {
  it.each([
    ['yolo.tar.gz', 'yolo'],
    ['a.b/yolo.ZIP', 'a.b/yolo'],
    ['yolo.tgz', 'yolo'],
    ['yolo', 'yolo'],
    ['yolo.onnx', 'yolo.onnx'],
  ])('takes the ending of an archive from %s', (name, expected) => {
    expect(unpackedName(name)).toBe(expected);
  });
});
