import { join, resolve, sep } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZooError } from '../errors/zoo-error.js';
import { safeJoin } from './safe-join.js';

const root = resolve('/store/model');

describe('safeJoin', () => {
  it.each([
    ['model.onnx', ['model.onnx']],
    ['./weights//a.bin', ['weights', 'a.bin']],
    ['...', ['...']],
    ['模型', ['模型']],
  ])('joins %j', (path, names) => {
    expect(safeJoin(root, path)).toBe(join(root, ...names));
  });

  it.each([
    '',
    '.',
    './',
    '/',
    '..',
    '../x',
    'a/../../x',
    'a/..',
    '/etc/passwd',
    'C:\\x',
    'c:x',
    'a\\b',
    'a\0',
    'a\nb',
    'x\u202e',
    '\ud800',
  ])('refuses %j', (path) => {
    expect(() => safeJoin(root, path)).toThrow(expect.objectContaining({ code: 'ERR_ZOO_MANIFEST_INVALID' }));
  });

  it('never leaves the folder', () => {
    const part = fc.constantFrom('..', '.', '', 'a', '~', '\\', 'C:', ' ', '%2e%2e');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(part).map((parts) => parts.join('/')),
        ),
        (path) => {
          try {
            expect(resolve(safeJoin(root, path)).startsWith(root + sep)).toBe(true);
          } catch (error) {
            if (!ZooError.is(error)) throw error;
          }
        },
      ),
    );
  });
});
