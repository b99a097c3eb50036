import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPointer, locateValues, positionAt } from './json-position.js';

/** Every path to a value that holds no other. */
function leafPaths(value: unknown, path: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) =>
    leafPaths(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((current, key) => (current as Record<PropertyKey, unknown>)[key], value);
}

it('writes pointers as RFC 6901 says', () => {
  expect(jsonPointer([])).toBe('');
  expect(jsonPointer(['a/b', 0, 'm~n', ''])).toBe('/a~1b/0/m~0n/');
});

it('finds every value where it stands', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(3), fc.constantFrom('\n', '\r\n'), (value, indent, lineBreak) => {
      const text = JSON.stringify(value, null, indent).replaceAll('\n', lineBreak);
      const paths = leafPaths(JSON.parse(text));
      const found = locateValues(text, paths);
      expect(found.size).toBe(new Set(paths.map(jsonPointer)).size);
      const lines = text.split(/\r\n|\n/);
      for (const path of paths) {
        const position = found.get(jsonPointer(path));
        expect(position?.text).toBe(JSON.stringify(valueAt(JSON.parse(text), path)));
        const line = lines[(position?.line ?? 0) - 1] ?? '';
        expect(line.slice((position?.column ?? 0) - 1)).toContain(position?.text);
        expect(line.indexOf(position?.text ?? '\0', (position?.column ?? 0) - 1)).toBe((position?.column ?? 0) - 1);
      }
    }),
  );
});

it('finds the last of a repeated key, and nothing where nothing is', () => {
  const text = '{"a": 1, "b": {"c": [2]}, "a": 33}';
  expect(locateValues(text, [['a'], ['b', 'c', 1], ['d']])).toStrictEqual(
    new Map([['/a', { line: 1, column: 32, text: '33' }]]),
  );
});

it('counts lines of every kind of line break', () => {
  expect(positionAt('a\r\nb\rc\nde', 8)).toStrictEqual({ line: 4, column: 2 });
});
