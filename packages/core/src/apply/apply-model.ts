import { availableParallelism } from 'node:os';
import { ZooError } from '../errors/zoo-error.js';
import type { Model, ModelInput, Prediction } from '../model/model.js';
import type { ApplyInputs, ApplyOptions, ApplyResult, ApplyRun, ApplySummary } from '../models/model-types.js';
import type { ZooServices } from '../zoo-services.js';
import { fetchInput } from './fetch-input.js';
import { inOrder } from './in-order.js';
import { listInputs, type ListedInput } from './list-inputs.js';
import { predictBatch, toZooError } from './predict-batch.js';

/** Bounds of the number of inputs that are read, run and decoded at the same time, whatever the machine. */
const LEAST_UNDERWAY = 4;
const MOST_UNDERWAY = 16;

/** Runs a model over inputs in their order: see `Zoo.apply`. */
export function applyModel(
  services: ZooServices,
  cwd: string,
  openModel: () => Promise<Model>,
  inputs: ApplyInputs,
  options: ApplyOptions,
): ApplyRun {
  const summary = { done: 0, failed: 0, skipped: 0 };
  checkBatchSize(options.batchSize);
  const results = runModel(services, cwd, openModel, inputs, options, summary);
  return {
    [Symbol.asyncIterator]: () => results,
    get summary(): ApplySummary {
      return { ...summary };
    },
  };
}

async function* runModel(
  services: ZooServices,
  cwd: string,
  openModel: () => Promise<Model>,
  inputs: ApplyInputs,
  options: ApplyOptions,
  summary: { -readonly [Key in keyof ApplySummary]: ApplySummary[Key] },
): AsyncGenerator<ApplyResult, void, undefined> {
  const { batchSize = 1, skip, onProgress, signal } = options;
  const operation = services.operation('apply', options);
  const context = operation.contextFor(undefined, { allowPrivate: options.allowPrivateAddresses ?? false });
  await using model = await openModel();
  if (options.storeLogits === true && !model.hasLogits) throw noLogits();
  let index = 0;

  async function* batches(): AsyncGenerator<readonly PlacedInput[], void, undefined> {
    let batch: PlacedInput[] = [];
    for await (const listed of listInputs(inputs, { cwd, mediaType: model.mediaType }, options.expandPaths ?? true)) {
      const placed = { ...listed, index };
      index += 1;
      if ((await skip?.(placed.input, placed.index)) === true) {
        summary.skipped += 1;
        onProgress?.({ ...summary });
        continue;
      }
      batch.push(placed);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  const run = async (batch: readonly PlacedInput[], stop: AbortSignal): Promise<readonly ApplyResult[]> => {
    const contents = await Promise.all(
      batch.map(({ source }) => readInput(source, (url) => fetchInput(url, context, stop))),
    );
    stop.throwIfAborted();
    return predictAll(model, batch, contents, { ...options, signal: stop });
  };
  for await (const results of inOrder(batches(), run, { most: batchesUnderway(options), signal })) {
    for (const result of results) {
      if ('error' in result) summary.failed += 1;
      else summary.done += 1;
      onProgress?.({ ...summary });
      yield result;
    }
  }
}

type PlacedInput = ListedInput & { readonly index: number };
/** What the model gets for an input. */
type Content = ReadableContent | { readonly error: ZooError };
interface ReadableContent {
  readonly value: ModelInput;
  readonly fetched?: Uint8Array;
}

async function readInput(
  source: ListedInput['source'],
  fetchBytes: (url: string | URL) => Promise<Uint8Array>,
): Promise<Content> {
  if (source.kind === 'failed') return { error: source.error };
  if (source.kind === 'ready') return { value: source.content };
  try {
    const bytes = await fetchBytes(source.url);
    return { value: bytes, fetched: bytes };
  } catch (error) {
    return { error: toZooError(error) };
  }
}

async function predictAll(
  model: Model,
  batch: readonly PlacedInput[],
  contents: readonly Content[],
  options: ApplyOptions,
): Promise<readonly ApplyResult[]> {
  const { confidenceThreshold, storeLogits, signal, skipFailures = true } = options;
  const values: ModelInput[] = [];
  for (const content of contents) {
    if (!('error' in content)) values.push(content.value);
    else if (!skipFailures) throw content.error;
  }
  const predictions = await predictBatch(model, values, { confidenceThreshold, storeLogits, signal }, skipFailures);
  const remaining = predictions.values();
  return contents.map((content, position) => {
    const { input, index } = at(batch, position);
    if ('error' in content) return { input, index, error: content.error };
    const result = remaining.next().value as Prediction | ZooError;
    const fetched = content.fetched === undefined ? {} : { fetched: content.fetched };
    return ZooError.is(result)
      ? { input, index, ...fetched, error: result }
      : { input, index, ...fetched, prediction: result };
  });
}

function at<Item>(items: readonly Item[], position: number): Item {
  const item = items[position];
  if (item === undefined) throw new RangeError(`There is no item ${position}.`);
  return item;
}

/** So many that reading, running and decoding overlap, and no more: each may be a decoded picture. */
function batchesUnderway({ batchSize = 1, concurrency }: ApplyOptions): number {
  const inputs = concurrency ?? Math.min(MOST_UNDERWAY, Math.max(LEAST_UNDERWAY, availableParallelism() * 2));
  return concurrency === undefined
    ? Math.max(2, Math.floor(inputs / batchSize))
    : Math.max(1, Math.floor(inputs / batchSize));
}

function checkBatchSize(batchSize = 1): void {
  if (Number.isInteger(batchSize) && batchSize >= 1) return;
  throw new ZooError('ERR_ZOO_USAGE', `A batch size of ${batchSize} makes no sense.`, {
    hint: 'Use a whole number from 1.',
    details: { batchSize },
  });
}

function noLogits(): ZooError {
  return new ZooError('ERR_ZOO_CAPABILITY_MISSING', 'The model gives no logits.', {
    hint: 'Leave storeLogits out.',
  });
}
