import { ZooError } from '../errors/zoo-error.js';
import type { Model, ModelInput, PredictOptions, Prediction } from '../model/model.js';
import type { ApplyOptions, ApplyResult } from './model-types.js';

/** Runs a model over inputs in their order, never holding more than a batch of them: see `Zoo.applyModel`. */
export async function* applyModel(
  model: Model,
  inputs: Iterable<ModelInput> | AsyncIterable<ModelInput>,
  options: ApplyOptions = {},
): AsyncGenerator<ApplyResult, void, undefined> {
  const { batchSize = 1, skipFailures = true, confidenceThreshold, storeLogits, signal } = options;
  checkOptions(model, batchSize, storeLogits);
  const predictOptions: PredictOptions = { confidenceThreshold, storeLogits, signal };
  let batch: ModelInput[] = [];
  let index = 0;

  async function* flush(): AsyncGenerator<ApplyResult, void, undefined> {
    const results = await predictBatch(model, batch, predictOptions, skipFailures);
    for (const [position, result] of results.entries()) {
      const input = batch[position] ?? '';
      yield ZooError.is(result)
        ? { input, index: index + position, error: result }
        : { input, index: index + position, prediction: result };
    }
    index += batch.length;
    batch = [];
  }

  for await (const input of inputs) {
    signal?.throwIfAborted();
    batch.push(input);
    if (batch.length >= batchSize) yield* flush();
  }
  if (batch.length > 0) yield* flush();
}

async function predictBatch(
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
      // One bad input must not cost its neighbours: below each is tried by itself.
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
function toZooError(cause: unknown): ZooError {
  if (ZooError.is(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ZooError('ERR_ZOO_PREDICT_FAILED', `The model failed: ${reason}`, { cause });
}

function checkOptions(model: Model, batchSize: number, storeLogits: boolean | undefined): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ZooError('ERR_ZOO_USAGE', `A batch size of ${batchSize} makes no sense.`, {
      hint: 'Use a whole number from 1.',
      details: { batchSize },
    });
  }
  if (storeLogits === true && !model.hasLogits) {
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', 'The model gives no logits.', {
      hint: 'Leave storeLogits out.',
    });
  }
}
