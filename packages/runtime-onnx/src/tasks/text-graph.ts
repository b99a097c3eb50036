import { ZooError, type ModelInput, type PredictOptions, type Tensor } from '@modelzoo/core';
import type { TextInputConfig } from '../config/text-input-config.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { readTokenizer } from '../text/read-tokenizer.js';
import type { ModelParts } from './model-parts.js';
import { planTokens } from './plan-tokens.js';
import { splitBatch, type InputResult } from './split-batch.js';
import type { TextFeeds, TextPlan, TokenSpan } from './text-plan.js';

/** A graph that reads texts and has one output that matters. */
export interface TextGraph {
  /**
   * Gives back what `decode` makes of each text, in order. Texts go through the graph in batches, where it can; one alone goes
   * with those of other calls that are as long.
   */
  run<Result>(
    inputs: readonly ModelInput[],
    options: PredictOptions,
    decode: (result: TextResult) => Result,
  ): Promise<Result[]>;
}

/** What a graph says of one text. */
export interface TextResult extends InputResult {
  readonly tokens: TokenSpan | undefined;
}

/** @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND` */
export async function createTextGraph(
  parts: ModelParts<{ readonly input?: TextInputConfig | undefined }>,
  output: TensorSlot,
): Promise<TextGraph> {
  const { session, config, limits } = parts;
  const { input = {} } = config;
  const plan =
    input.tokenizer_path === undefined
      ? planTexts(input.name, session.inputs)
      : planTokens(input, session.inputs, await readTokenizer(input.tokenizer_path, parts));
  const batchSize = plan.batched && typeof output.shape[0] === 'string' ? limits.maxBatchSize : 1;

  async function runBatch(inputs: readonly ModelInput[], signal: AbortSignal | undefined): Promise<TextResult[]> {
    const texts = inputs.map((text) => `${input.prefix ?? ''}${textOf(text)}`);
    const prepared: { texts?: TextFeeds } = {};
    const prepare = async () => (prepared.texts = plan.feedsOf(texts)).feeds;
    const options = { fetches: [output.name], signal };
    const results =
      texts.length === 1
        ? await session.runItem(prepare, { ...options, maxBatch: batchSize })
        : await session.run(await prepare(), options);
    const answer = { name: output.name, tensor: results.get(output.name), what: 'texts' };
    return splitBatch(answer, prepared.texts?.tokens ?? [], (result, each) => ({ ...result, tokens: each }));
  }

  return {
    async run(inputs, { signal }, decode) {
      const found = [];
      for (let start = 0; start < inputs.length; start += batchSize) {
        for (const result of await runBatch(inputs.slice(start, start + batchSize), signal)) found.push(decode(result));
      }
      return found;
    },
  };
}

function textOf(input: ModelInput): string {
  if (typeof input === 'string') return input;
  throw new ZooError('ERR_ZOO_INPUT_INVALID', 'This model reads texts, and the input is none.', {
    hint: 'Give the text itself, as a string.',
  });
}

/** For a graph that takes texts as they are. */
function planTexts(name: string | undefined, slots: readonly TensorSlot[]): TextPlan {
  const [slot, ...others] = slots;
  const dimensions = slot?.shape.length ?? 0;
  const fits = slot?.type === 'string' && (dimensions === 1 || (dimensions === 2 && slot.shape[1] === 1));
  if (slot === undefined || !fits || others.length > 0 || (name ?? slot.name) !== slot.name) {
    throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', 'The graph does not take one text as it is.', {
      hint: 'For a graph that takes tokens, the config has to name its tokenizer.json as "input.tokenizer_path".',
      details: { inputs: slots.map((each) => `${each.name}: ${each.type}`) },
    });
  }
  return {
    batched: typeof slot.shape[0] === 'string',
    feedsOf(texts) {
      const dims = slot.shape.map((_, axis) => (axis === 0 ? texts.length : 1));
      const tensor: Tensor = { type: 'string', dims, data: texts };
      return { feeds: [{ name: slot.name, tensor }], tokens: texts.map(() => undefined) };
    },
  };
}
