import { describe, expect, it } from 'vitest';
import { loaderSubject, type LoaderFlaw } from '../test/toy-loader.js';
import { differenceOf } from './loader-conformance-difference.js';
import { modelLoaderLaws } from './loader-conformance-laws.js';
import { describeModelLoader } from './loader-conformance.js';

describeModelLoader('that keeps every law', loaderSubject());

/** The law that a loader with a flaw breaks. */
const brokenBy: Readonly<Record<LoaderFlaw, string>> = {
  'has no types': 'says who it is, in the first version of the contract',
  'claims everything': 'knows its own files, and says of others why it cannot load them',
  'accepts any key': 'refuses a config with a key that it does not know',
  'accepts any parameter': 'refuses parameters that it does not know',
  'takes smells': 'makes a model that keeps the contract',
  'counts its models': 'says the same of the same input, in every instance',
  'mixes the order up': 'says of many inputs what it says of each, in their order',
  'keeps one input for all calls': 'answers calls that overlap each for itself',
  'embeds nothing without saying so': 'embeds, or says that it cannot',
  'takes any input': 'refuses a bad input, and goes on with good ones',
  'works on when disposed of': 'refuses to work once it was disposed of, and lets that happen twice',
  'loads anything': 'says of broken files that they are no model',
  'drafts what it refuses':
    'describes a file, if it does at all, in questions whose answers make a config that it takes',
  'does not look at the signal': 'does not begin what was aborted before',
};

describe('every law of model loaders', () => {
  it.each(Object.entries(brokenBy) as [LoaderFlaw, string][])(
    'is broken, alone, by a loader that %s',
    async (flaw, law) => {
      const failed: string[] = [];
      for (const [title, check] of Object.entries(modelLoaderLaws)) {
        await check(loaderSubject(flaw)).catch(() => failed.push(title));
      }
      expect(failed).toStrictEqual([law]);
    },
  );

  it('has a loader that breaks it', () => {
    const broken = new Set(Object.values(brokenBy));
    expect(Object.keys(modelLoaderLaws).filter((title) => !broken.has(title))).toStrictEqual([]);
  });
});

describe('differenceOf', () => {
  it.each([
    [1, 1.000_01],
    [Number.NaN, Number.NaN],
    [{ a: [1, 'x', undefined] }, { a: [1, 'x', undefined] }],
    [Float32Array.of(1, 2), Float32Array.of(1, 2.000_01)],
  ])('forgives rounding: %j and %j', (actual, expected) => {
    expect(differenceOf(actual, expected)).toBeUndefined();
  });

  it.each([
    [1, 1.001],
    [1, Number.NaN],
    ['a', 'b'],
    [{ a: 1 }, { a: 1, b: undefined }],
    [
      [1, 2],
      [2, 1],
    ],
    [Float32Array.of(1), [1]],
    [undefined, {}],
  ])('finds %j unlike %j', (actual, expected) => {
    expect(differenceOf(actual, expected)).toMatch(/^prediction/);
  });
});
