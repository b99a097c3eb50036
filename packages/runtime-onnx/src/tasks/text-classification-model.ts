import { ZooError, type Model, type ModelInput, type PredictOptions, type Prediction } from '@modelzoo/core';
import type { TextClassificationConfig } from '../config/text-classification-config.js';
import type { TensorSlot } from '../session/tensor-slot.js';
import { chooseOutput } from './choose-output.js';
import { classify } from './classify.js';
import type { ModelParts } from './model-parts.js';
import { predictWith } from './predict-with.js';
import { readLabels } from './read-labels.js';
import { toNumbers } from './to-numbers.js';
import { withoutEmbeddings } from './without-embeddings.js';

/**
 * A model that says what a text is, of a graph that takes the text itself.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createTextClassificationModel(parts: ModelParts<TextClassificationConfig>): Promise<Model> {
  const { session, config, limits } = parts;
  const { output } = config;
  const scores = chooseOutput('scores', output.names?.scores, session.outputs);
  const texts = chooseTexts(config.input?.name, session.inputs);
  const labels = await readLabels(output, parts.modelFile, parts.files);
  const multiLabel = output.decode === 'sigmoid';
  const batchSize = typeof texts.shape[0] === 'string' ? limits.maxBatchSize : 1;

  async function predictBatch(inputs: readonly ModelInput[], options: PredictOptions): Promise<Prediction[]> {
    const data = inputs.map(textOf);
    const dims = texts.shape.map((_, axis) => (axis === 0 ? data.length : 1));
    const feeds = [{ name: texts.name, tensor: { type: 'string' as const, dims, data } }];
    const results = await session.run(feeds, { fetches: [scores.name], signal: options.signal });
    const values = toNumbers(results.get(scores.name));
    const classes = values.length / inputs.length;
    return inputs.map((_, index) =>
      classify(values.subarray(index * classes, (index + 1) * classes), {
        decode: output.decode,
        labels,
        topK: output.top_k ?? (multiLabel ? undefined : 1),
        threshold: options.confidenceThreshold ?? output.score_threshold ?? (multiLabel ? 0.5 : 0),
        storeLogits: options.storeLogits ?? false,
      }),
    );
  }

  return {
    ...withoutEmbeddings,
    ...predictWith(async (inputs, options) => {
      const found = [];
      for (let start = 0; start < inputs.length; start += batchSize) {
        found.push(...(await predictBatch(inputs.slice(start, start + batchSize), options)));
      }
      return found;
    }),
    mediaType: 'text',
    hasLogits: output.decode !== 'probabilities',
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function textOf(input: ModelInput): string {
  if (typeof input === 'string') return input;
  throw new ZooError('ERR_ZOO_INPUT_INVALID', 'This model reads texts, and the input is none.', {
    hint: 'Give the text itself, as a string.',
  });
}

function chooseTexts(name: string | undefined, slots: readonly TensorSlot[]): TensorSlot {
  const [slot, ...others] = slots;
  const dimensions = slot?.shape.length ?? 0;
  const fits = slot?.type === 'string' && (dimensions === 1 || (dimensions === 2 && slot.shape[1] === 1));
  if (slot !== undefined && fits && others.length === 0 && (name ?? slot.name) === slot.name) return slot;
  throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', 'The graph does not take one text as it is.', {
    hint: 'Graphs that take tokens cannot be described yet; a hook can do it, with the task "tensors" underneath.',
    details: { inputs: slots.map((each) => `${each.name}: ${each.type}`) },
  });
}
