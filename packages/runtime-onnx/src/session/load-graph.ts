import { ZooError } from '@modelzoo/core';
import type { SessionConfig } from '../config/session-config.js';
import { importDependency } from '../import-dependency.js';
import type { Engine } from '../workers/engine.js';
import { openProcess } from '../workers/open-process.js';
import { openThread } from '../workers/open-thread.js';
import { createWorkerClient, WorkerCallError, WorkerEndedError, type WorkerClient } from '../workers/worker-client.js';
import type { GraphMetadata } from '../workers/worker-messages.js';
import { disableTelemetry, onnxruntimeDependency } from './import-onnxruntime.js';
import type { OnnxFacts } from './inspect-onnx.js';
import { reasonOf, refuseGraph } from './refuse-graph.js';
import { deviceFailed, planProviders, sessionOptions, type Providers } from './session-options.js';

/** A graph to be loaded. */
export interface GraphFile {
  readonly path: string;
  readonly facts: OnnxFacts;
  readonly config: SessionConfig;
  /** Threads that one run uses. */
  readonly threads: number;
}

/** A worker that holds a graph. */
export interface LoadedGraph {
  readonly worker: WorkerClient;
  readonly metadata: GraphMetadata;
  readonly providers: Providers;
}

/**
 * Starts a worker, and loads a graph in it.
 * @throws ZooError `ERR_ZOO_MODEL_INVALID`, `ERR_ZOO_CAPABILITY_MISSING`, `ERR_ZOO_DEPENDENCY_MISSING`, `ERR_ZOO_LOAD_FAILED`
 */
export async function loadGraph(file: GraphFile, engine: Engine, signal?: AbortSignal): Promise<LoadedGraph> {
  signal?.throwIfAborted();
  disableTelemetry();
  const worker = createWorkerClient(engine.isolation === 'process' ? openProcess : openThread);
  const abort = (): void => void worker.stop('its loading was aborted');
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await loadIn(worker, file, engine);
  } catch (error) {
    void worker.stop();
    signal?.throwIfAborted();
    if (error instanceof WorkerEndedError) throw loadFailed(file, error);
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function loadIn(worker: WorkerClient, file: GraphFile, engine: Engine): Promise<LoadedGraph> {
  const { path, facts, config, threads } = file;
  const timeoutMs = engine.loadTimeoutMs;
  const load = async (providers: Providers): Promise<GraphMetadata> => {
    const options = sessionOptions(config, providers, threads);
    return (await worker.call({ kind: 'load', graph: path, options }, { timeoutMs })) as GraphMetadata;
  };
  const available = await importDependency(onnxruntimeDependency, async () => worker.call({ kind: 'start' }));
  const plans = planProviders(config, available as string[]);
  for (const [index, providers] of plans.entries()) {
    try {
      return { worker, metadata: await load(providers), providers };
    } catch (error) {
      if (!(error instanceof WorkerCallError)) throw error;
      if (index < plans.length - 1) continue;
      if (providers.every((name) => name === 'cpu')) refuseGraph(path, facts, error);
      // Whose fault it is shows where every graph can run.
      await load(['cpu']).catch((cause: unknown) => refuseGraph(path, facts, cause));
      throw deviceFailed(providers, reasonOf(error), error);
    }
  }
  throw new TypeError('There is always a last way to run a graph.');
}

function loadFailed(file: GraphFile, error: WorkerEndedError): ZooError {
  return new ZooError('ERR_ZOO_LOAD_FAILED', `The runtime did not load ${file.path}: ${error.message}.`, {
    hint: 'Nothing is left of it. The model may be damaged or too large for this machine; the option loadTimeoutMs gives it more time.',
    details: { path: file.path, reason: error.message },
    cause: error,
  });
}
