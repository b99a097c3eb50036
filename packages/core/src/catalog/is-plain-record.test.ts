import { assert, constantFrom, jsonValue, oneof, property } from 'fast-check';
import { expect, it } from 'vitest';
import { sourceRecord } from '../../test/source-record.js';
import { sourceRecordSchema } from './catalog-schema.js';
import { isPlainRecord } from './is-plain-record.js';

const full = sourceRecord('one', {
  alias: 'a',
  memo: { etag: 'x' },
  locator: { provider: 'memory', key: 'memory:one', subPath: 'a', more: [1] },
});

it('knows the records that we write', () => {
  expect([sourceRecord('one'), full].map(isPlainRecord)).toStrictEqual([true, true]);
});

it('lets nothing pass that the schema refuses', () => {
  const keys = [
    ...Object.keys(full),
    'locator.key',
    'locator.subPath',
    'memo.etag',
    'manifests.0',
    'manifests.0.models',
  ];
  assert(
    property(constantFrom(...keys), oneof(jsonValue(), constantFrom(undefined, -1, '', null)), (path, value) => {
      const record: unknown = structuredClone(full);
      const steps = path.split('.');
      let parent = record;
      for (const step of steps.slice(0, -1)) parent = Reflect.get(parent as object, step) as unknown;
      Reflect.set(parent as object, steps.at(-1) ?? '', value);
      expect(!isPlainRecord(record) || sourceRecordSchema.safeParse(record).success).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
