import { isDeepStrictEqual } from 'node:util';
import { assert, constantFrom, jsonValue, oneof, property } from 'fast-check';
import { expect, it } from 'vitest';
import { formatLock } from './format-lock.js';
import type { LockFile } from './lock-schema.js';
import { parseLock } from './parse-lock.js';
import { readPlainLock } from './read-plain-lock.js';

const sha256 = 'ab'.repeat(32);
const lock: LockFile = {
  formatVersion: 1,
  sources: {
    'github:o/r': {
      provider: 'github',
      alias: 'mine',
      locator: { ref: 'main', more: [1] },
      revision: 'c0ffee',
      memo: { registry: 'https://host/' },
      treeDigest: sha256,
      reach: 'public',
      models: {
        'org/model@1.0': {
          baseFilename: 'model',
          archives: {
            'https://host/a.zip': {
              sha256,
              sizeBytes: 9,
              integrity: 'sha512-a',
              mirrors: ['https://other/a.zip'],
              withheld: true,
            },
          },
          files: {
            'model/a.onnx': {
              sha256,
              sizeBytes: 20,
              urls: ['https://host/a.onnx', 'https://other/a.onnx'],
              withheld: true,
            },
            'model/b.json': { sha256, sizeBytes: 0, archive: 'https://host/a.zip', member: 'b.json' },
            'model/c.txt': { sha256, sizeBytes: 1 },
          },
        },
      },
    },
    'npm:empty': { provider: 'npm', revision: '1.0.0', treeDigest: sha256, reach: 'local', models: {} },
  },
};

it('reads what we write', () => {
  expect(readPlainLock(formatLock(lock))).toStrictEqual(lock);
});

it.each([
  ['another layout', JSON.stringify(lock)],
  ['no JSON', '{'],
  ['a newer version', formatLock(lock).replace('"formatVersion": 1', '"formatVersion": 2')],
  ['an unknown key', formatLock(lock).replace('"alias"', '"Alias"')],
  [
    'a key that stands twice',
    formatLock(lock).replace('"revision": "c0ffee"', '"revision": "a", "revision": "c0ffee"'),
  ],
])('leaves %s to others', (_, text) => {
  expect(readPlainLock(text)).toBe(undefined);
});

it('lets nothing pass that the schema refuses, or reads differently', () => {
  const model = ['sources', 'github:o/r', 'models', 'org/model@1.0'];
  const archive = [...model, 'archives', 'https://host/a.zip'];
  const files = ['model/a.onnx', 'model/b.json', 'model/c.txt'].map((file) => [...model, 'files', file]);
  const paths = [
    ['formatVersion'],
    ['sources'],
    model,
    archive,
    ...files,
    ...fields(
      ['sources', 'github:o/r'],
      'provider',
      'alias',
      'locator',
      'revision',
      'memo',
      'treeDigest',
      'reach',
      'models',
    ),
    ['sources', 'github:o/r', 'memo', 'registry'],
    ...fields(model, 'baseFilename', 'archives', 'files', '__proto__'),
    ...fields(archive, 'mirrors', 'sizeBytes', 'sha256', 'integrity', 'withheld'),
    ...files.flatMap((file) => fields(file, 'sha256', 'sizeBytes', 'urls', 'archive', 'member', 'withheld')),
  ];
  const values = oneof(
    jsonValue(),
    constantFrom(undefined, -1, 0, 1.5, '', 'a', true, null, [], {}, 'https://host/a.zip'),
  );
  assert(
    property(constantFrom(...paths), values, (path, value) => {
      const changed: unknown = structuredClone(lock);
      let parent = changed;
      for (const step of path.slice(0, -1)) parent = Reflect.get(parent as object, step) as unknown;
      Object.defineProperty(parent, path.at(-1) ?? '', { value, enumerable: true, configurable: true });
      const text = tryFormat(changed as LockFile);
      const plain = readPlainLock(text);
      expect(plain === undefined || isDeepStrictEqual(parseLock(text, 'zoo.lock'), plain)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

function fields(path: readonly string[], ...names: string[]): string[][] {
  return names.map((name) => [...path, name]);
}

/** As we would write it, where that is possible at all. */
function tryFormat(changed: LockFile): string {
  try {
    return formatLock(changed);
  } catch {
    return JSON.stringify(changed);
  }
}
