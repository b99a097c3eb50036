import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** What a worker is asked about a file that grows. */
export type FollowRequest =
  /** Everything before `end` is there, since the last request at the latest. The last one is for the digests. */
  | {
      readonly type: 'go';
      readonly id: number;
      readonly path: string;
      readonly end: number;
      readonly isLast: boolean;
      readonly chunkBytes: number;
    }
  /** Nobody wants to know any more. */
  | { readonly type: 'stop'; readonly id: number };

/** What it answers, once for each file. */
export type FollowAnswer =
  | { readonly type: 'digests'; readonly id: number; readonly sha256: string; readonly chunks: readonly string[] }
  | { readonly type: 'error'; readonly id: number; readonly code: string | undefined; readonly message: string };

interface Followed {
  readonly file: number;
  readonly whole: Hash;
  chunk: Hash;
  readonly chunks: string[];
  position: number;
}

const BUFFER_BYTES = 512 * 1024;

// Imports nothing of ours, so that it also runs from its source, in tests.
const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
const followed = new Map<number, Followed>();
/** Files that could not be read: that was said already. */
const failed = new Set<number>();

parentPort?.on('message', (request: FollowRequest) => {
  if (request.type === 'stop') {
    end(request.id);
    failed.delete(request.id);
    return;
  }
  if (failed.has(request.id)) return;
  try {
    go(request);
  } catch (error) {
    end(request.id);
    failed.add(request.id);
    const { code, message } = error as NodeJS.ErrnoException;
    tell({ type: 'error', id: request.id, code, message });
  }
});

function go({ id, path, end: until, isLast, chunkBytes }: Extract<FollowRequest, { type: 'go' }>): void {
  let state = followed.get(id);
  if (state === undefined) {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    state = { file, whole: createHash('sha256'), chunk: createHash('sha256'), chunks: [], position: 0 };
    followed.set(id, state);
  }
  while (state.position < until) {
    const inChunk = chunkBytes - (state.position % chunkBytes);
    const wanted = Math.min(BUFFER_BYTES, until - state.position, inChunk);
    const length = readSync(state.file, buffer, 0, wanted, state.position);
    if (length === 0) throw new Error('The file is shorter than it was said to be.');
    const bytes = buffer.subarray(0, length);
    state.whole.update(bytes);
    state.chunk.update(bytes);
    state.position += length;
    if (state.position % chunkBytes === 0) endChunk(state);
  }
  if (!isLast) return;
  if (state.position % chunkBytes > 0) endChunk(state);
  tell({ type: 'digests', id, sha256: state.whole.digest('hex'), chunks: state.chunks });
  end(id);
}

function endChunk(state: Followed): void {
  state.chunks.push(state.chunk.digest('hex'));
  state.chunk = createHash('sha256');
}

function end(id: number): void {
  const state = followed.get(id);
  if (state !== undefined) closeSync(state.file);
  followed.delete(id);
}

function tell(answer: FollowAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows, and this is a thread
  parentPort?.postMessage(answer);
}
