import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ChunkDigests } from './chunk-digests.js';
import type { FollowAnswer, FollowRequest } from './follow-worker.js';
import { CHUNK_BYTES } from './receipt.js';
import { workerUrl } from './worker-url.js';

/** What a file and its pieces hold. */
export interface FollowedDigests {
  readonly sha256: string;
  /** `undefined` for a file of one piece. */
  readonly chunks: ChunkDigests | undefined;
}

/** Hashes a file behind whoever writes it, in another thread, and reads it once for the whole and for its pieces. */
export interface HashFollower {
  /** Everything before this position is there, and stays as it is. */
  advance(end: number): void;
  /** The digests; `undefined` when the thread could not make them. @throws the signal's reason */
  finish(sizeBytes: number, signal: AbortSignal | undefined): Promise<FollowedDigests | undefined>;
  /** Lets go of the file. */
  stop(): void;
}

/** Starts followers, in threads that all of them share. */
export interface HashFollowers {
  /** @param path Absolute, of a file that is there. */
  follow(path: string): HashFollower;
}

/** One thread hashes as fast as most lines are; a second one is for several large files at once. */
const MOST_THREADS = 2;
/** So much at a time is worth a message. */
const STEP_BYTES = 4 * 1024 * 1024;

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, (answer: FollowAnswer | undefined) => void>;
  files: number;
}

/** Threads start with the first file; while they have none they do not keep the process alive. */
export function createHashFollowers(): HashFollowers {
  const most = Math.min(MOST_THREADS, availableParallelism());
  const threads: Thread[] = [];
  let lastId = 0;

  function pickThread(): Thread {
    const idlest = threads.toSorted((a, b) => a.files - b.files)[0];
    return idlest === undefined || (idlest.files > 0 && threads.length < most) ? startThread() : idlest;
  }

  function startThread(): Thread {
    const worker = new Worker(workerUrl(import.meta.url, 'follow-worker'), {
      execArgv: [],
      env: {},
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    const thread: Thread = { worker, waiting: new Map(), files: 0 };
    const end = (): void => {
      const index = threads.indexOf(thread);
      if (index >= 0) threads.splice(index, 1);
      for (const settle of thread.waiting.values()) settle(undefined);
    };
    worker.on('error', end).on('exit', end);
    worker.on('message', (answer: FollowAnswer) => thread.waiting.get(answer.id)?.(answer));
    worker.unref();
    threads.push(thread);
    return thread;
  }

  return {
    follow(path) {
      const thread = pickThread();
      const id = (lastId += 1);
      let asked = 0;
      let isHeld = true;
      thread.files += 1;
      thread.worker.ref();
      const answered = new Promise<FollowAnswer | undefined>((resolve) => thread.waiting.set(id, resolve));

      function ask(request: FollowRequest): void {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows, and this is a thread
        thread.worker.postMessage(request);
      }

      function go(end: number, isLast: boolean): void {
        asked = end;
        ask({ type: 'go', id, path, end, isLast, chunkBytes: CHUNK_BYTES });
      }

      function release(): void {
        if (!isHeld) return;
        isHeld = false;
        thread.waiting.delete(id);
        thread.files -= 1;
        if (thread.files === 0) thread.worker.unref();
      }

      return {
        advance(end) {
          if (end - asked >= STEP_BYTES) go(end, false);
        },
        async finish(sizeBytes, signal) {
          go(sizeBytes, true);
          const answer = await settleOrAbort(answered, signal);
          release();
          if (answer?.type !== 'digests') return undefined;
          const { sha256, chunks } = answer;
          return { sha256, chunks: chunks.length > 1 ? { sizeBytes: CHUNK_BYTES, sha256: [...chunks] } : undefined };
        },
        stop() {
          if (isHeld) ask({ type: 'stop', id });
          release();
        },
      };
    },
  };
}

function settleOrAbort<Value>(pending: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return pending;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    pending.finally(() => signal.removeEventListener('abort', onAbort)).then(resolve, reject);
  });
}
