import type { LoaderDevice } from '@modelzoo/core';
import { importDependency } from '../import-dependency.js';
import { openProcess } from '../workers/open-process.js';
import { createWorkerClient, type WorkerClient } from '../workers/worker-client.js';
import { disableTelemetry, onnxruntimeDependency } from './import-onnxruntime.js';
import { reasonOf } from './refuse-graph.js';
import { sessionOptions } from './session-options.js';

/** A whole model, `y = -x`: enough to see whether a device starts. */
const SMALLEST_GRAPH = Buffer.from(
  'CAg6MgoLCgF4EgF5IgNOZWcSAWdaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgIQEQ==',
  'base64',
);
const TIMEOUT_MS = 30_000;

/**
 * Tries each device that this build of the runtime knows, in a process of its own: drivers crash.
 * @throws ZooError as {@link importDependency}; the signal's reason
 */
export async function listDevices(signal: AbortSignal): Promise<readonly LoaderDevice[]> {
  signal.throwIfAborted();
  disableTelemetry();
  const names = await withWorker(signal, async (worker) =>
    importDependency(onnxruntimeDependency, async () => worker.call({ kind: 'start' }, { timeoutMs: TIMEOUT_MS })),
  );
  return Promise.all((names as string[]).map((name) => withWorker(signal, (worker) => tryDevice(worker, name))));
}

async function tryDevice(worker: WorkerClient, name: string): Promise<LoaderDevice> {
  try {
    const options = sessionOptions({}, [name], 1);
    await worker.call({ kind: 'load', graph: SMALLEST_GRAPH, options }, { timeoutMs: TIMEOUT_MS });
    return { name, works: true };
  } catch (error) {
    return { name, works: false, reason: reasonOf(error) };
  }
}

async function withWorker<Value>(signal: AbortSignal, body: (worker: WorkerClient) => Promise<Value>): Promise<Value> {
  const worker = createWorkerClient(openProcess);
  const abort = (): void => void worker.stop();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const value = await body(worker);
    signal.throwIfAborted();
    return value;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.stop();
  }
}
