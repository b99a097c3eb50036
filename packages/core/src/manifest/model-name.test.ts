import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ZooError } from '../errors/zoo-error.js';
import { formatModelName, parseModelName } from './model-name.js';

it.each([
  ['m', undefined, 'm', undefined],
  ['org/m@1.2', undefined, 'org/m', '1.2'],
  ['Qwen/Qwen2.5-VL-3B', undefined, 'Qwen/Qwen2.5-VL-3B', undefined],
  ['a/b::org/m', 'a/b', 'org/m', undefined],
  ['npm:@scope/pkg@1::org/m@1.2', 'npm:@scope/pkg@1', 'org/m', '1.2'],
  ['https://[::1]:8080/x.zip?a=b@c::m', 'https://[::1]:8080/x.zip?a=b@c', 'm', undefined],
  ['u/r#feature/x::m@2024-05-01', 'u/r#feature/x', 'm', '2024-05-01'],
])('reads %s', (text, source, baseName, version) => {
  expect(parseModelName(text)).toStrictEqual({ source, baseName, version });
  expect(formatModelName(parseModelName(text))).toBe(text);
});

it.each([
  '',
  '@',
  'm@',
  '@1',
  '@scope/m',
  'a@b@c',
  '::m',
  'a::',
  'a::@1',
  'a:b',
  '../m',
  '-m',
  'm@../1',
  'm\n',
  'm@1 ',
  'con',
])('refuses %j', (text) => {
  expect(() => parseModelName(text)).toThrow(expect.objectContaining({ code: 'ERR_ZOO_NAME_INVALID' }));
});

it('reads back what it writes', () => {
  // The first letter keeps it from being the name of a device.
  const part = fc.stringMatching(/^m[a-zA-Z0-9._+-]{0,20}[a-zA-Z0-9]$/);
  const name = fc.record(
    {
      source: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
      baseName: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
      version: fc.option(part, { nil: undefined }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(name, (value) => {
      expect(parseModelName(formatModelName(value))).toStrictEqual(value);
    }),
  );
});

it('gives a name or ERR_ZOO_NAME_INVALID, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        expect(formatModelName(parseModelName(text))).toBe(text);
      } catch (error) {
        if (!ZooError.is(error, 'ERR_ZOO_NAME_INVALID')) throw error;
      }
    }),
  );
});
