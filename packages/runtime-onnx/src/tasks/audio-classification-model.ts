import { ZooError, type Model, type ModelInput, type Prediction, type PredictOptions } from '@modelzoo/core';
import { cutWindows } from '../audio/cut-windows.js';
import { readSound } from '../audio/read-sound.js';
import type { AudioClassificationConfig } from '../config/audio-classification-config.js';
import { leavesBatchOpen, type TensorSlot } from '../session/tensor-slot.js';
import type { Prepare } from '../workers/graph-pool.js';
import { chooseOutput } from './choose-output.js';
import { classify } from './classify.js';
import { checkLabelCount, classifyOptions } from './classify-options.js';
import { mapTogether } from './map-together.js';
import type { ModelParts } from './model-parts.js';
import { predictWith } from './predict-with.js';
import { readLabels } from './read-labels.js';
import { toNumbers } from './to-numbers.js';
import { withoutEmbeddings } from './without-embeddings.js';

/**
 * A model that says what is heard, of a graph that takes samples. Sounds are WAV files.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`, `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createAudioClassificationModel(parts: ModelParts<AudioClassificationConfig>): Promise<Model> {
  const { session, config, limits } = parts;
  const { input, output } = config;
  const scores = chooseOutput('scores', output.names?.scores, session.outputs);
  const slot = chooseSamples(input.name, session.inputs);
  const fixed = slot.shape.findLast((size) => size !== 1);
  const window = input.window ?? (typeof fixed === 'number' ? fixed : undefined);
  const labels = await readLabels(output, parts);
  checkLabelCount(labels, scores);
  const maxBatch = samplesAxis(slot) > 0 && leavesBatchOpen([slot, scores]) ? limits.maxBatchSize : 1;

  async function scoresOf(piece: Float32Array, signal: AbortSignal | undefined): Promise<Float32Array> {
    // What is prepared is given away, and may be asked for again.
    const prepare: Prepare = async (allocate) => {
      const data = new Float32Array(allocate(piece.byteLength));
      data.set(piece);
      return [{ name: slot.name, tensor: { type: 'float32', dims: dimsOf(slot, piece.length), data } }];
    };
    const results = await session.runItem(prepare, { fetches: [scores.name], maxBatch, signal });
    return toNumbers(results.get(scores.name));
  }

  async function predictOne(given: ModelInput, options: PredictOptions): Promise<Prediction> {
    const { signal } = options;
    const { samples } = await readSound(given, input.sample_rate, signal);
    const pieces = cutWindows(samples, {
      window,
      hop: input.hop ?? window ?? Math.max(1, samples.length),
      padding: input.padding ?? 'zeros',
      normalize: input.normalize ?? false,
    });
    let sum: Float32Array | undefined;
    for (const values of await mapTogether(pieces, signal, scoresOf)) {
      sum = sum === undefined ? values.slice() : sum.map((value, index) => value + (values[index] ?? Number.NaN));
    }
    const mean = (sum ?? new Float32Array()).map((value) => value / pieces.length);
    return classify(mean, classifyOptions(output, labels, options));
  }

  return {
    ...withoutEmbeddings,
    ...predictWith((inputs, options) =>
      mapTogether(inputs, options.signal, (given, signal) => predictOne(given, { ...options, signal })),
    ),
    mediaType: 'audio',
    hasLogits: output.decode !== 'probabilities',
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function chooseSamples(name: string | undefined, slots: readonly TensorSlot[]): TensorSlot {
  const [slot, ...others] = slots;
  if (slot?.type === 'float32' && others.length === 0 && (name ?? slot.name) === slot.name && samplesAxis(slot) >= 0) {
    return slot;
  }
  throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', 'The graph does not take the samples of one sound.', {
    hint: 'It needs one input of float32, of which one dimension counts samples. A graph of another kind needs a hook.',
    details: { inputs: slots.map((each) => `${each.name}: ${each.type}[${each.shape.join(', ')}]`) },
  });
}

/** Which dimension counts samples: the only fixed one but for ones or, where there is none, the last that is open. */
function samplesAxis({ shape }: TensorSlot): number {
  const fixed = shape.flatMap((size, axis) => (typeof size === 'number' && size !== 1 ? [axis] : []));
  if (fixed.length > 1) return -1;
  return fixed[0] ?? shape.findLastIndex((size) => typeof size === 'string');
}

function dimsOf(slot: TensorSlot, length: number): number[] {
  const axis = samplesAxis(slot);
  return slot.shape.map((_, index) => (index === axis ? length : 1));
}
