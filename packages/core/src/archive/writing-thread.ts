import { Worker } from 'node:worker_threads';
import { workerUrl } from '../store/worker-url.js';
import type { WriteAnswer, WriteRequest } from './write-worker.js';

/** A file that is to be made. */
export interface NewFile {
  /** Absolute, in a folder that is there. */
  readonly path: string;
  readonly mode: number;
  /** Copied, where another thread takes it. */
  readonly bytes: Uint8Array;
  /** Told when it is written. */
  readonly onWritten: (sha256: string) => void;
}

/** Makes and hashes small files in another thread, while this one reads on. */
export interface WritingThread {
  /**
   * Takes a file over. `false` where this thread had better make it: the other one is not there, or has enough to do.
   *
   * @throws what an earlier file failed for
   */
  offer(file: NewFile): boolean;
  /** Waits for all files that were taken. @throws what one of them failed for */
  finish(): Promise<void>;
  /** Nothing is written any more when it resolves. */
  end(): Promise<void>;
}

/** Files that come before a thread starts: making fewer is done before it is there. */
const WORTH_A_THREAD_FILES = 200;
/** What goes to the thread at once, so that messages cost little. */
const [BATCH_BYTES, BATCH_FILES] = [256 * 1024, 64];
/** Batches that wait for the thread: enough for it to go on with while a large file is read. */
const MOST_WAITING = 8;

interface Batch {
  readonly files: WriteRequest['files'][number][];
  readonly bytes: Uint8Array<ArrayBuffer>;
  usedBytes: number;
  readonly onWritten: NewFile['onWritten'][];
}

/** A thread starts when it is worth it. It cannot everywhere: then nothing is taken. */
export function createWritingThread(): WritingThread {
  const waiting: Batch[] = [];
  let batch: Batch | undefined;
  let worker: Worker | undefined;
  let isReady = false;
  let offered = 0;
  let failure: { readonly error: unknown } | undefined;
  let onDone: (() => void) | undefined;

  function start(): void {
    try {
      worker = new Worker(workerUrl(import.meta.url, 'write-worker'), {
        execArgv: [],
        env: {},
        resourceLimits: { maxYoungGenerationSizeMb: 2 },
      });
    } catch {
      return;
    }
    worker.on('message', onAnswer).on('error', onEnd);
    worker.on('exit', () => onEnd(new Error('The thread that writes files ended.')));
  }

  function onEnd(error: unknown): void {
    // Before it was ready it had nothing, and nothing is lost.
    if (isReady) fail(error);
    worker = undefined;
    isReady = false;
  }

  function onAnswer(answer: WriteAnswer): void {
    if (answer.type === 'ready') {
      isReady = true;
      return;
    }
    const done = waiting.shift();
    if (answer.type === 'error') {
      const { code, message, path } = answer;
      fail(Object.assign(new Error(message), { code, path }));
    } else {
      for (const [index, sha256] of answer.sha256.entries()) done?.onWritten[index]?.(sha256);
    }
    if (waiting.length === 0) onDone?.();
  }

  function fail(error: unknown): void {
    failure ??= { error };
    onDone?.();
  }

  function throwFailure(): void {
    if (failure !== undefined) throw failure.error;
  }

  function send(): void {
    if (batch === undefined || worker === undefined) return;
    const { files, bytes } = batch;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows, and this is a thread
    worker.postMessage({ files, bytes } satisfies WriteRequest, [bytes.buffer]);
    waiting.push(batch);
    batch = undefined;
  }

  return {
    offer({ path, mode, bytes, onWritten }) {
      throwFailure();
      offered += 1;
      if (offered === WORTH_A_THREAD_FILES) start();
      const sizeBytes = bytes.length;
      if (!isReady || waiting.length >= MOST_WAITING || sizeBytes > BATCH_BYTES) return false;
      if (batch !== undefined && batch.usedBytes + sizeBytes > BATCH_BYTES) send();
      batch ??= { files: [], bytes: new Uint8Array(BATCH_BYTES), usedBytes: 0, onWritten: [] };
      batch.bytes.set(bytes, batch.usedBytes);
      batch.usedBytes += sizeBytes;
      batch.files.push({ path, mode, sizeBytes });
      batch.onWritten.push(onWritten);
      if (batch.files.length === BATCH_FILES) send();
      return true;
    },
    async finish() {
      send();
      if (waiting.length > 0 && failure === undefined) await new Promise<void>((resolve) => (onDone = resolve));
      throwFailure();
    },
    async end() {
      await worker?.terminate();
    },
  };
}
