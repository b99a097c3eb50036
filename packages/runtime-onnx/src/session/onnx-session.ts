import { ZooError, type Tensor } from '@modelzoo/core';
import type { InferenceSession } from 'onnxruntime-node';
import { checkModelFile } from './check-model-file.js';
import { importOnnxRuntime, type OnnxRuntime } from './import-onnxruntime.js';
import { fromOrtTensor, toOrtTensor } from './ort-tensor.js';
import { reasonOf, refuseGraph } from './refuse-graph.js';
import { sessionOptions } from './session-options.js';
import type { SessionConfig } from '../config/session-config.js';
import { inputSlots, outputSlots, type TensorSlot } from './tensor-slot.js';

/** A loaded graph. */
export interface OnnxSession extends AsyncDisposable {
  readonly inputs: readonly TensorSlot[];
  /** Those that are tensors. */
  readonly outputs: readonly TensorSlot[];
  /**
   * Runs the graph once. A run that has begun cannot be stopped: the signal is looked at before and after it.
   * @param fetches Names of outputs. Default: all tensors.
   * @throws ZooError `ERR_ZOO_PREDICT_FAILED`
   */
  run(feeds: readonly NamedTensor[], options?: RunOptions): Promise<Map<string, Tensor>>;
  /** Waits for what runs, and frees the graph. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

interface RunOptions {
  readonly fetches?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads a graph.
 * @throws ZooError `ERR_ZOO_MODEL_INVALID`, `ERR_ZOO_CAPABILITY_MISSING`, `ERR_ZOO_DEPENDENCY_MISSING`,
 *   `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function createOnnxSession(
  path: string,
  config: SessionConfig,
  signal: AbortSignal,
): Promise<OnnxSession> {
  signal.throwIfAborted();
  const facts = await checkModelFile(path);
  signal.throwIfAborted();
  const runtime = await importOnnxRuntime();
  const options = sessionOptions(runtime, config);
  signal.throwIfAborted();
  const session = await runtime.InferenceSession.create(path, options).catch((cause: unknown) =>
    refuseGraph(path, facts, cause),
  );
  try {
    signal.throwIfAborted();
    return wrapSession(runtime, session);
  } catch (error) {
    await session.release();
    throw error;
  }
}

function wrapSession(runtime: OnnxRuntime, session: InferenceSession): OnnxSession {
  const inputs = inputSlots(session.inputMetadata);
  const outputs = outputSlots(session.outputMetadata);
  const names = outputs.map(({ name }) => name);
  const running = new Set<Promise<unknown>>();
  let released: Promise<void> | undefined;

  async function release(): Promise<void> {
    await Promise.allSettled(running);
    await session.release();
  }

  return {
    inputs,
    outputs,
    async run(feeds, { fetches = names, signal } = {}) {
      signal?.throwIfAborted();
      if (released !== undefined) {
        throw new ZooError('ERR_ZOO_USAGE', 'The model was disposed of, and cannot be used any more.', {
          hint: 'Load it again.',
        });
      }
      // Names come from strangers: one may be called __proto__.
      const values = Object.create(null) as Record<string, ReturnType<typeof toOrtTensor>>;
      for (const { name, tensor } of feeds) values[name] = toOrtTensor(runtime, tensor);
      const run = session.run(values, fetches);
      running.add(run);
      try {
        const results = await run;
        signal?.throwIfAborted();
        return new Map(Object.entries(results).map(([name, tensor]) => [name, fromOrtTensor(tensor)]));
      } catch (cause) {
        signal?.throwIfAborted();
        throw new ZooError('ERR_ZOO_PREDICT_FAILED', 'The model failed on this input.', {
          hint: 'The model is still loaded. Try another input; if it fails on all of them, tell its author.',
          details: { reason: reasonOf(cause) },
          cause,
        });
      } finally {
        running.delete(run);
      }
    },
    async [Symbol.asyncDispose]() {
      released ??= release();
      await released;
    },
  };
}
