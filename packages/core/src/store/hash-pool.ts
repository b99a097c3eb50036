import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { digestFile, type FileDigest } from './digest.js';
import type { HashAnswer, HashRequest } from './hash-worker.js';
import { storeError } from './store-error.js';
import { workerUrl } from './worker-url.js';

/** A stretch of a file. */
export interface HashTask {
  /** Absolute. */
  readonly path: string;
  /** Default: the whole file. */
  readonly start?: number | undefined;
  /** Exclusive. */
  readonly end?: number | undefined;
}

/** Hashes files on as many cores as there are, and never on the one that runs JavaScript. */
export interface HashPool extends AsyncDisposable {
  /**
   * The sha256 and the size of a file, or of a stretch of it. At most as many run at once as there are workers.
   *
   * @param onBytes Told how many more bytes were read.
   * @throws ZooError `ERR_ZOO_STORE_IO`
   */
  digest(task: HashTask, onBytes?: (bytes: number) => void): Promise<FileDigest>;
}

/** Beyond that a disk is the limit. */
const MOST_WORKERS = 8;
/** Below that a worker takes longer to start than the hashing. */
const WORTH_A_WORKER_BYTES = 16 * 1024 * 1024;

interface Job {
  readonly request: HashRequest;
  readonly onBytes: ((bytes: number) => void) | undefined;
  readonly resolve: (digest: FileDigest) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Workers start with the first task and end with the pool. Where none can start, and for next to nothing, the hashing is
 * done in this thread, between other things.
 *
 * @param expectedBytes How much there is to do in all, as far as it is known.
 * @param signal Ends the workers; what is under way rejects with its reason.
 */
export function createHashPool(expectedBytes: number, signal: AbortSignal | undefined): HashPool {
  let freePlaces = expectedBytes < WORTH_A_WORKER_BYTES ? 0 : Math.min(availableParallelism(), MOST_WORKERS);
  let isInline = freePlaces === 0;
  if (isInline) freePlaces = 1;
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const waiting: Job[] = [];

  function dispatch(): void {
    while (freePlaces > 0) {
      const job = waiting.shift();
      if (job === undefined) return;
      freePlaces -= 1;
      void (isInline ? hashInline(job) : hashInWorker(job)).finally(() => {
        freePlaces += 1;
        dispatch();
      });
    }
  }

  async function hashInline({ request, onBytes, resolve, reject }: Job): Promise<void> {
    try {
      resolve(await digestFile(request.path, { ...request, signal, onBytes }));
    } catch (error) {
      reject(error);
    }
  }

  async function hashInWorker(job: Job): Promise<void> {
    if (isAborted()) return job.reject(signal?.reason);
    const worker = idle.pop() ?? start();
    const failure = await ask(worker, job);
    if (failure === undefined) {
      idle.push(worker);
      return;
    }
    all.delete(worker);
    if (isAborted()) return job.reject(signal?.reason);
    // No threads here, or a bundle without the worker's file: slower, but as right.
    isInline = true;
    await hashInline(job);
  }

  function isAborted(): boolean {
    return signal?.aborted === true;
  }

  function start(): Worker {
    const worker = new Worker(workerUrl(import.meta.url, 'hash-worker'), { execArgv: [], env: {} });
    all.add(worker);
    return worker;
  }

  async function endAll(): Promise<void> {
    const workers = [...all];
    all.clear();
    idle.length = 0;
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  const onAbort = (): void => void endAll();
  signal?.addEventListener('abort', onAbort, { once: true });

  return {
    digest: ({ path, start: from = 0, end = Number.MAX_SAFE_INTEGER }, onBytes) =>
      new Promise((resolve, reject) => {
        waiting.push({ request: { path, start: from, end }, onBytes, resolve, reject });
        dispatch();
      }),
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', onAbort);
      await endAll();
    },
  };
}

/** Gives a job to a worker. Resolves with what the worker itself died of, if it did; the job is open then. */
function ask(worker: Worker, { request, onBytes, resolve, reject }: Job): Promise<Error | undefined> {
  return new Promise((settle) => {
    function end(failure?: Error): void {
      worker.off('message', onMessage).off('error', end).off('exit', onExit);
      settle(failure);
    }
    function onMessage(answer: HashAnswer): void {
      if (answer.type === 'bytes') onBytes?.(answer.bytes);
      else {
        if (answer.type === 'digest') resolve({ sha256: answer.sha256, sizeBytes: answer.sizeBytes });
        else reject(storeError(Object.assign(new Error(answer.message), { code: answer.code }), request.path));
        end();
      }
    }
    const onExit = (): void => end(new Error('The worker ended.'));
    worker.on('message', onMessage).on('error', end).on('exit', onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows, and this is a thread
    worker.postMessage(request);
  });
}
