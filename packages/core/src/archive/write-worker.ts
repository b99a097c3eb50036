import { hash } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** What a worker is asked: to make files that are not there yet. */
export interface WriteRequest {
  readonly files: readonly {
    /** Absolute, in a folder that is there. */
    readonly path: string;
    readonly mode: number;
    readonly sizeBytes: number;
  }[];
  /** What goes into them, one after the other. */
  readonly bytes: Uint8Array;
}

/** What it answers: that it is there, and then once for each request. */
export type WriteAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'written'; readonly sha256: readonly string[] }
  | { readonly type: 'error'; readonly code: string | undefined; readonly message: string; readonly path: string };

// Imports nothing of ours, so that it also runs from its source, in tests.
parentPort?.on('message', (request: WriteRequest) => tell(writeFiles(request)));
tell({ type: 'ready' });

function tell(answer: WriteAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows, and this is a thread
  parentPort?.postMessage(answer);
}

function writeFiles({ files, bytes }: WriteRequest): WriteAnswer {
  const sha256: string[] = [];
  let start = 0;
  for (const { path, mode, sizeBytes } of files) {
    const content = bytes.subarray(start, start + sizeBytes);
    start += sizeBytes;
    try {
      writeNewFile(path, mode, content);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { type: 'error', code, message, path };
    }
    sha256.push(hash('sha256', content));
  }
  return { type: 'written', sha256 };
}

function writeNewFile(path: string, mode: number, content: Uint8Array): void {
  // Exclusive: never through something that is there already.
  const descriptor = openSync(path, 'wx', mode);
  try {
    if (content.length > 0) writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}
