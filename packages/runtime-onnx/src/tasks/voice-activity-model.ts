import {
  ZooError,
  type Model,
  type ModelInput,
  type PredictOptions,
  type Tensor,
  type TemporalDetections,
} from '@modelzoo/core';
import type { Sound } from '../audio/parse-wav.js';
import { readSound } from '../audio/read-sound.js';
import type { VoiceActivityConfig } from '../config/voice-activity-config.js';
import { chooseOutput } from './choose-output.js';
import { findPeriods } from './find-periods.js';
import type { ModelParts } from './model-parts.js';
import { planFrames } from './plan-frames.js';
import { predictWith } from './predict-with.js';
import { toNumbers } from './to-numbers.js';
import { withoutEmbeddings } from './without-embeddings.js';

/**
 * A model that says when somebody speaks. Sounds are WAV files, which it hears frame by frame.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export function createVoiceActivityModel(parts: ModelParts<VoiceActivityConfig>): Model {
  const { session, config } = parts;
  const { input, output } = config;
  const { window, context = 0, sample_rate: sampleRate } = input;
  const carried = new Set((output.state ?? []).map((state) => state.output));
  const others = session.outputs.filter(({ name }) => !carried.has(name));
  const scores = chooseOutput('scores', output.names?.scores, others);
  const plan = planFrames(config, session);
  const fetches = [scores.name, ...carried];

  async function listen({ samples }: Sound, signal: AbortSignal | undefined): Promise<number[]> {
    const probabilities = [];
    let states = plan.initialStates;
    for (let start = 0; start < samples.length; start += window) {
      // Zeros stand before the beginning and after the end.
      const data = new Float32Array(context + window);
      const from = Math.max(0, start - context);
      data.set(samples.subarray(from, start + window), context - (start - from));
      const frame: Tensor = { type: 'float32', dims: [1, data.length], data };
      const feeds = [{ name: plan.input, tensor: frame }, ...plan.constants, ...states];
      const results = await session.run(feeds, { fetches, signal });
      probabilities.push(probabilityOf(results.get(scores.name)));
      states = plan.statesAfter(results);
    }
    return probabilities;
  }

  async function predictOne(
    given: ModelInput,
    { confidenceThreshold, signal }: PredictOptions,
  ): Promise<TemporalDetections> {
    const sound = await readSound(given, sampleRate, signal);
    const begin = confidenceThreshold ?? output.score_threshold ?? 0.5;
    const periods = findPeriods(await listen(sound, signal), {
      begin,
      end: Math.min(begin, output.end_threshold ?? begin - 0.15),
    });
    const duration = sound.samples.length / sampleRate;
    const seconds = (frame: number): number => Math.min((frame * window) / sampleRate, duration);
    return {
      _cls: 'TemporalDetections',
      detections: periods.map(({ first, end, confidence }) => ({
        _cls: 'TemporalDetection',
        label: output.label ?? 'speech',
        support: [seconds(first), seconds(end)],
        confidence,
      })),
    };
  }

  return {
    ...withoutEmbeddings,
    ...predictWith(async (inputs, options) => {
      const found = [];
      for (const each of inputs) found.push(await predictOne(each, options));
      return found;
    }),
    mediaType: 'audio',
    hasLogits: false,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** @throws ZooError `ERR_ZOO_PREDICT_FAILED` for anything but one number in [0, 1] */
function probabilityOf(tensor: Tensor | undefined): number {
  const values = toNumbers(tensor);
  const [value = Number.NaN] = values;
  if (values.length === 1 && value >= 0 && value <= 1) return value;
  throw new ZooError('ERR_ZOO_PREDICT_FAILED', 'The model gives no probability for a frame.', {
    hint: 'Its config may name another output as "output.names.scores". Tell its author.',
    details: { values: values.length, value: String(value) },
  });
}
