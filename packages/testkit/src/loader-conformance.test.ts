import {
  ZooError,
  type LocalModel,
  type Model,
  type ModelInput,
  type ModelLoader,
  type Prediction,
} from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { differenceOf } from './loader-conformance-difference.js';
import { describeModelLoader } from './loader-conformance.js';
import { modelLoaderLaws, type ModelLoaderConformance } from './loader-conformance-laws.js';

/** Ways to break the contract. */
type Flaw =
  | 'claims everything'
  | 'accepts any key'
  | 'accepts any parameter'
  | 'forgets what it said'
  | 'mixes the order up'
  | 'takes any input'
  | 'works on when disposed of'
  | 'loads anything'
  | 'does not look at the signal'
  | 'embeds nothing without saying so';

/** A loader of models that measure texts, made to break the contract in one way. */
function createTextLoader(flaw?: Flaw): ModelLoader {
  return {
    specVersion: 'v1',
    id: 'text-length',
    types: ['text-length'],
    formats: ['.length'],
    configSchema: {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate(value) {
          const extra = Object.keys(value as object).filter((key) => key !== 'unit');
          if (extra.length === 0 || flaw === 'accepts any key') return { value };
          return { issues: [{ message: `Unknown: ${extra.join(', ')}` }] };
        },
      },
    },
    async doProbe({ files }) {
      const own = flaw === 'claims everything' || files.path.endsWith('.length');
      return own ? { ok: true, score: 1 } : { ok: false, reason: 'It is no text-length model.', missing: [] };
    },
    async doLoad({ files, parameters }, { signal }) {
      if (flaw !== 'does not look at the signal') signal.throwIfAborted();
      if (Object.keys(parameters).length > 0 && flaw !== 'accepts any parameter') {
        throw new ZooError('ERR_ZOO_CONFIG_INVALID', 'There are no parameters.');
      }
      if (files.path.includes('broken') && flaw !== 'loads anything') {
        throw new ZooError('ERR_ZOO_MODEL_INVALID', 'It is broken.');
      }
      return createTextModel(flaw);
    },
  };
}

function createTextModel(flaw: Flaw | undefined): Model {
  let disposed = false;
  let calls = 0;

  async function predict(
    input: ModelInput,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Prediction> {
    if (flaw !== 'does not look at the signal') options?.signal?.throwIfAborted();
    if (disposed && flaw !== 'works on when disposed of') throw new ZooError('ERR_ZOO_USAGE', 'It is gone.');
    if (typeof input !== 'string' && flaw !== 'takes any input') {
      throw new ZooError('ERR_ZOO_INPUT_INVALID', 'It is no text.');
    }
    calls += 1;
    return {
      _cls: 'Regression',
      value: (typeof input === 'string' ? input.length : 0) + (flaw === 'forgets what it said' ? calls : 0),
    };
  }
  async function embed(): Promise<never> {
    if (flaw === 'embeds nothing without saying so') throw new Error('No.');
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', 'It does not embed.');
  }

  return {
    mediaType: 'text',
    hasLogits: false,
    hasEmbeddings: false,
    predict,
    async predictAll(inputs, options) {
      const predictions = [];
      for (const input of inputs) predictions.push(await predict(input, options));
      return flaw === 'mixes the order up' ? predictions.toReversed() : predictions;
    },
    embed,
    embedAll: embed,
    async [Symbol.asyncDispose]() {
      disposed = true;
    },
  };
}

function local(path: string): LocalModel {
  return { path, files: [path], sourceDir: undefined };
}

function subjectWith(flaw?: Flaw): ModelLoaderConformance {
  return {
    create: () => createTextLoader(flaw),
    model: () => local('/models/a.length'),
    config: { unit: 'character' },
    foreign: () => local('/models/a.onnx'),
    broken: () => local('/models/broken.length'),
    inputs: () => ['a', 'bb', 'cccc'],
    badInput: () => new Uint8Array(1),
  };
}

describeModelLoader('that keeps every law', subjectWith());

describe('the laws of model loaders', () => {
  it.each<[Flaw, string]>([
    ['claims everything', 'knows its own files, and says of others why it cannot load them'],
    ['accepts any key', 'refuses a config with a key that it does not know'],
    ['accepts any parameter', 'refuses parameters that it does not know'],
    ['forgets what it said', 'says the same of the same input, in every instance'],
    ['mixes the order up', 'says of many inputs what it says of each, in their order'],
    ['mixes the order up', 'answers calls that overlap each for itself'],
    ['takes any input', 'refuses a bad input, and goes on with good ones'],
    ['works on when disposed of', 'refuses to work once it was disposed of, and lets that happen twice'],
    ['loads anything', 'says of broken files that they are no model'],
    ['does not look at the signal', 'does not begin what was aborted before'],
    ['embeds nothing without saying so', 'embeds, or says that it cannot'],
  ])('find a loader that %s', async (flaw, title) => {
    const law = modelLoaderLaws[title];
    if (law === undefined) throw new Error(`There is no law "${title}".`);
    await expect(law(subjectWith(flaw))).rejects.toBeInstanceOf(Error);
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
