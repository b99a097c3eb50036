import { setImmediate as turn } from 'node:timers/promises';
import {
  ZooError,
  type LocalModel,
  type MediaType,
  type Model,
  type ModelInput,
  type ModelLoader,
  type PredictOptions,
  type Prediction,
} from '@modelzoo/core';
import type { ModelLoaderConformance } from '../src/loader-conformance-subject.js';

/** Ways to break one law of loaders. */
export type LoaderFlaw =
  | 'has no types'
  | 'claims everything'
  | 'accepts any key'
  | 'accepts any parameter'
  | 'takes smells'
  | 'counts its models'
  | 'mixes the order up'
  | 'keeps one input for all calls'
  | 'embeds nothing without saying so'
  | 'takes any input'
  | 'works on when disposed of'
  | 'loads anything'
  | 'drafts what it refuses'
  | 'does not look at the signal';

/** A loader of models that measure texts, which keeps every law or breaks one. */
export function loaderSubject(flaw?: LoaderFlaw): ModelLoaderConformance {
  return {
    create: () => createToyLoader(flaw),
    model: () => local('/models/a.length'),
    config: { unit: 'character' },
    foreign: () => local('/models/a.onnx'),
    broken: () => local('/models/broken.length'),
    inputs: () => ['a', 'bb', 'cccc'],
    badInput: () => new Uint8Array(1),
  };
}

function local(path: string): LocalModel {
  return { path, files: [path], sourceDir: undefined };
}

function createToyLoader(flaw: LoaderFlaw | undefined): ModelLoader {
  let models = 0;
  return {
    specVersion: 'v1',
    id: 'text-length',
    types: flaw === 'has no types' ? [] : ['text-length'],
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
    async doDraft({ path, answers }) {
      if (path.includes('broken')) throw new ZooError('ERR_ZOO_MODEL_INVALID', 'It is broken.');
      const { unit, ...others } = answers;
      if (Object.keys(others).length > 0) throw new ZooError('ERR_ZOO_USAGE', 'Nobody asked for that.');
      const question = { key: 'unit', question: 'In which unit is it measured?', default: 'character' };
      return {
        config: flaw === 'drafts what it refuses' ? { measure: unit } : { unit },
        questions: unit === undefined ? [question] : [],
        facts: [],
        files: [path],
        texts: {},
        license: undefined,
      };
    },
    async doLoad({ files, parameters }, { signal }) {
      if (flaw !== 'does not look at the signal') signal.throwIfAborted();
      if (Object.keys(parameters).length > 0 && flaw !== 'accepts any parameter') {
        throw new ZooError('ERR_ZOO_CONFIG_INVALID', 'There are no parameters.');
      }
      if (files.path.includes('broken') && flaw !== 'loads anything') {
        throw new ZooError('ERR_ZOO_MODEL_INVALID', 'It is broken.');
      }
      models += 1;
      return createToyModel(flaw, flaw === 'counts its models' ? models : 0);
    },
  };
}

function createToyModel(flaw: LoaderFlaw | undefined, offset: number): Model {
  let disposed = false;
  let shared: ModelInput = '';

  async function predict(input: ModelInput, options?: PredictOptions): Promise<Prediction> {
    if (flaw !== 'does not look at the signal') options?.signal?.throwIfAborted();
    if (disposed && flaw !== 'works on when disposed of') throw new ZooError('ERR_ZOO_USAGE', 'It is gone.');
    if (typeof input !== 'string' && flaw !== 'takes any input') {
      throw new ZooError('ERR_ZOO_INPUT_INVALID', 'It is no text.');
    }
    shared = input;
    await turn();
    const seen = flaw === 'keeps one input for all calls' ? shared : input;
    return { _cls: 'Regression', value: (typeof seen === 'string' ? seen.length : 0) + offset };
  }
  async function embed(): Promise<never> {
    if (flaw === 'embeds nothing without saying so') throw new Error('No.');
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', 'It does not embed.');
  }

  return {
    mediaType: flaw === 'takes smells' ? ('smell' as MediaType) : 'text',
    hasLogits: false,
    hasEmbeddings: false,
    predict,
    async predictAll(inputs, options) {
      const predictions: Prediction[] = [];
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
