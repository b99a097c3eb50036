import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ZooError, type Tensor } from '@modelzoo/core';
import type { SessionConfig } from '../config/session-config.js';
import type { Engine } from '../workers/engine.js';
import { createGraphPool, type Prepare, type RunRequest } from '../workers/graph-pool.js';
import type { NamedTensor } from '../workers/worker-messages.js';
import { checkModelFile } from './check-model-file.js';
import type { OnnxFacts } from './inspect-onnx.js';
import { loadGraph, type GraphFile } from './load-graph.js';
import { runFailed } from './run-failed.js';
import { inputSlots, outputSlots, type TensorSlot } from './tensor-slot.js';

export type { NamedTensor };

/** A loaded graph, which runs in a worker. */
export interface OnnxSession extends AsyncDisposable {
  readonly inputs: readonly TensorSlot[];
  /** Those that are tensors. */
  readonly outputs: readonly TensorSlot[];
  /**
   * Runs the graph once. Elements are copied on their way. When the signal aborts, a run that waits is dropped; of one that
   * has begun the result is.
   * @throws ZooError `ERR_ZOO_PREDICT_FAILED`, `ERR_ZOO_INPUT_INVALID`, `ERR_ZOO_USAGE`
   */
  run(feeds: readonly NamedTensor[], options?: RunOptions): Promise<Map<string, Tensor>>;
  /**
   * Runs the graph on one item, whose tensors have 1 as their first dimension, together with others that come at the same
   * time. `prepare` makes the tensors when there is room for them, maybe more than once, and gives them away.
   * @throws whatever `prepare` throws, and as {@link run}
   */
  runItem(prepare: Prepare, options: ItemOptions): Promise<Map<string, Tensor>>;
  /** Waits for what runs, and frees the graph. */
  [Symbol.asyncDispose](): Promise<void>;
}

interface RunOptions {
  /** Names of outputs. Default: all tensors. */
  readonly fetches?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface ItemOptions extends RunOptions {
  /** How many items may go through the graph together, if the engine lets as many. */
  readonly maxBatch: number;
}

/**
 * Loads a graph.
 * @throws ZooError `ERR_ZOO_MODEL_INVALID`, `ERR_ZOO_CAPABILITY_MISSING`, `ERR_ZOO_DEPENDENCY_MISSING`,
 *   `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_LOAD_FAILED`
 */
export async function createOnnxSession(
  path: string,
  config: SessionConfig,
  engine: Engine,
  signal: AbortSignal,
): Promise<OnnxSession> {
  signal.throwIfAborted();
  const facts = await checkModelFile(path);
  const threads = Math.min(config.intra_op_threads ?? engine.threadCount, engine.threadCount);
  const file: GraphFile = { path, facts, config, threads };
  const sizeBytes = await sizeOnDisk(path, facts);
  const { worker: first, metadata, providers } = await loadGraph(file, engine, signal);
  try {
    const inputs = inputSlots(metadata.inputs);
    const outputs = outputSlots(metadata.outputs);
    signal.throwIfAborted();
    const start = async () => (await loadGraph(file, engine)).worker;
    const pool = createGraphPool({ engine, threads, sizeBytes, first, start });
    const onCpu = providers.every((name) => name === 'cpu');
    const mostItems = onCpu ? engine.maxBatchSizeOnCpu : engine.maxBatchSize;
    return wrapPool(pool, { inputs, outputs, mostItems, maxInputBytes: engine.maxInputBytes });
  } catch (error) {
    await first.stop();
    throw error;
  }
}

/** Of the graph with its weights: about what they take in memory. */
async function sizeOnDisk(path: string, facts: OnnxFacts): Promise<number> {
  const files = new Set([path, ...facts.externalData.map(({ location }) => join(dirname(path), location))]);
  const sizes = await Promise.all([...files].map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

interface PoolFacts extends Pick<OnnxSession, 'inputs' | 'outputs'> {
  readonly maxInputBytes: number;
  /** That go through the graph together. */
  readonly mostItems: number;
}

function wrapPool(pool: ReturnType<typeof createGraphPool>, facts: PoolFacts): OnnxSession {
  const { inputs, outputs, maxInputBytes, mostItems } = facts;
  const names = outputs.map(({ name }) => name);
  let released: Promise<void> | undefined;

  async function submit(request: RunRequest): Promise<Map<string, Tensor>> {
    if (released !== undefined) {
      throw new ZooError('ERR_ZOO_USAGE', 'The model was disposed of, and cannot be used any more.', {
        hint: 'Load it again.',
      });
    }
    try {
      const found = await pool.submit(request);
      request.signal?.throwIfAborted();
      return new Map(found.map(({ name, tensor }) => [name, tensor]));
    } catch (error) {
      request.signal?.throwIfAborted();
      throw runFailed(error);
    }
  }

  function checkSize(feeds: readonly NamedTensor[]): readonly NamedTensor[] {
    const sizeBytes = feeds.reduce(
      (sum, { tensor: { data } }) => sum + (ArrayBuffer.isView(data) ? data.byteLength : 0),
      0,
    );
    if (sizeBytes <= maxInputBytes) return feeds;
    throw new ZooError('ERR_ZOO_INPUT_INVALID', `The input has ${sizeBytes} bytes, and ${maxInputBytes} are allowed.`, {
      hint: 'The option maxInputBytes of the runtime moves that limit.',
      details: { sizeBytes, maxInputBytes },
    });
  }

  return {
    inputs,
    outputs,
    async run(feeds, { fetches = names, signal } = {}) {
      return submit({ prepare: async () => checkSize(feeds), shared: true, fetches, maxBatch: 1, signal });
    },
    async runItem(prepare, { fetches = names, maxBatch, signal }) {
      const own: Prepare = async (allocate) => checkSize(await prepare(allocate));
      return submit({ prepare: own, shared: false, fetches, maxBatch: Math.min(maxBatch, mostItems), signal });
    },
    async [Symbol.asyncDispose]() {
      released ??= Promise.resolve(pool[Symbol.asyncDispose]());
      await released;
    },
  };
}
