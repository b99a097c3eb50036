import { ZooError } from '../errors/zoo-error.js';
import type { Model, ModelInput, PredictOptions, Prediction } from '../model/model.js';

/**
 * What a model says of each of several inputs, or why it cannot. Where it fails on all of them together each is tried by
 * itself, so that a bad one costs none of its neighbours.
 *
 * @throws what the model throws, when `skipFailures` is false; the signal's reason
 */
export async function predictBatch(
  model: Model,
  inputs: readonly ModelInput[],
  options: PredictOptions,
  skipFailures: boolean,
): Promise<readonly (Prediction | ZooError)[]> {
  if (inputs.length > 1) {
    try {
      const predictions = await model.predictAll(inputs, options);
      if (predictions.length === inputs.length) return predictions;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!skipFailures) throw error;
    }
  }
  const results: (Prediction | ZooError)[] = [];
  for (const input of inputs) {
    options.signal?.throwIfAborted();
    try {
      results.push(await model.predict(input, options));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!skipFailures) throw error;
      results.push(toZooError(error));
    }
  }
  return results;
}

/** Models of hooks may throw anything; who reads the results finds a code with every failure. */
export function toZooError(cause: unknown): ZooError {
  if (ZooError.is(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ZooError('ERR_ZOO_PREDICT_FAILED', `The model failed: ${reason}`, { cause });
}
