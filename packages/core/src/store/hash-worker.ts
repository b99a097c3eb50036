import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** What a worker is asked: the sha256 of a stretch of a file. `end` is exclusive, and may lie behind the file's end. */
export interface HashRequest {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** What it answers: how many more bytes it has read, now and then, and in the end what they are. */
export type HashAnswer =
  | { readonly type: 'bytes'; readonly bytes: number }
  | { readonly type: 'digest'; readonly sha256: string; readonly sizeBytes: number }
  | { readonly type: 'error'; readonly code: string | undefined; readonly message: string };

const BUFFER_BYTES = 1024 * 1024;
const REPORT_BYTES = 8 * 1024 * 1024;

// Imports nothing of ours, so that it also runs from its source, in tests.
const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);

parentPort?.on('message', (request: HashRequest) => {
  try {
    tell(digestRange(request));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    tell({ type: 'error', code, message });
  }
});

function tell(answer: HashAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows, and this is a thread
  parentPort?.postMessage(answer);
}

function digestRange({ path, start, end }: HashRequest): HashAnswer {
  const hash = createHash('sha256');
  // Whatever has taken the file's place in the meantime is neither followed nor waited for.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(file).isFile()) throw Object.assign(new Error('not a file'), { code: 'ENOENT' });
    let position = start;
    let unreported = 0;
    while (position < end) {
      const bytes = readSync(file, buffer, 0, Math.min(BUFFER_BYTES, end - position), position);
      if (bytes === 0) break;
      hash.update(bytes === BUFFER_BYTES ? buffer : buffer.subarray(0, bytes));
      position += bytes;
      unreported += bytes;
      if (unreported >= REPORT_BYTES) {
        tell({ type: 'bytes', bytes: unreported });
        unreported = 0;
      }
    }
    if (unreported > 0) tell({ type: 'bytes', bytes: unreported });
    return { type: 'digest', sha256: hash.digest('hex'), sizeBytes: position - start };
  } finally {
    closeSync(file);
  }
}
