import { isDeepStrictEqual } from 'node:util';
import { assert, constantFrom, jsonValue, oneof, property } from 'fast-check';
import { expect, it } from 'vitest';
import { isPlainReceipt } from './is-plain-receipt.js';
import { receiptSchema } from './receipt.js';

const sha256 = 'ab'.repeat(32);
const full = {
  formatVersion: 1,
  source: 'github:o/r',
  baseName: 'org/model',
  version: '1.0',
  baseFilename: 'model',
  path: 'models/a/b/model',
  files: [
    {
      path: 'model/a.onnx',
      sizeBytes: 20_000_000,
      sha256,
      origin: 'https://host/a.onnx',
      chunks: { sizeBytes: 16_777_216, sha256: [sha256, sha256] },
      urls: ['https://host/a.onnx'],
    },
    { path: 'model/b.json', sizeBytes: 0, sha256, withheld: true },
  ],
  downloadedAt: '2026-02-28T12:00:00.000Z',
  treeDigest: sha256,
  revision: 'c0ffee',
};

it('knows the receipts that we write, and leaves those with archives to the schema', () => {
  const least = { ...full, version: undefined, baseFilename: undefined, treeDigest: undefined, revision: undefined };
  expect([full, least].map(isPlainReceipt)).toStrictEqual([true, true]);
  expect(isPlainReceipt({ ...full, archives: { 'https://host/a.zip': {} } })).toBe(false);
});

it('takes no day that is not in the calendar', () => {
  expect(isPlainReceipt({ ...full, downloadedAt: '2026-02-30T12:00:00.000Z' })).toBe(false);
});

it('lets nothing pass that the schema refuses, or reads differently', () => {
  const keys = [
    ...Object.keys(full),
    ...Object.keys(full.files[0] ?? {}).map((key) => `files.0.${key}`),
    'files.0.archive',
    'files.0.member',
    'files.0.withheld',
    'files.0.chunks.sizeBytes',
    'files.0.chunks.sha256',
    'files.0.chunks.sha256.1',
    'files.0.urls.0',
    'archives',
  ];
  const values = oneof(
    jsonValue(),
    constantFrom(undefined, -1, 0, 1.5, '', null, 'a', true, [], {}, '2026-01-01T00:00:00Z'),
  );
  assert(
    property(constantFrom(...keys), values, (path, value) => {
      const receipt: unknown = structuredClone(full);
      const steps = path.split('.');
      let parent = receipt;
      for (const step of steps.slice(0, -1)) parent = Reflect.get(parent as object, step) as unknown;
      Reflect.set(parent as object, steps.at(-1) ?? '', value);
      expect(!isPlainReceipt(receipt) || isDeepStrictEqual(receiptSchema.parse(receipt), receipt)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
