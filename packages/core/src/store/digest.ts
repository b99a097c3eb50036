import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { storeError } from './store-error.js';

/** What a file holds. */
export interface FileDigest {
  readonly sizeBytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

const BUFFER_BYTES = 1024 * 1024;

/** Whether a text is a sha256 as it is written everywhere here. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** What of a file is hashed, and who is told. */
export interface DigestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Default: the beginning. */
  readonly start?: number | undefined;
  /** Exclusive. Default: the end. */
  readonly end?: number | undefined;
  /** Told how many more bytes were read. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Reads a file, or a stretch of it, through once. @throws ZooError `ERR_ZOO_STORE_IO`; or the signal's reason */
export async function digestFile(path: string, options: DigestOptions = {}): Promise<FileDigest> {
  const { signal, start = 0, end = Number.POSITIVE_INFINITY, onBytes } = options;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    if (end > start) {
      const stream = createReadStream(path, { highWaterMark: BUFFER_BYTES, start, end: end - 1 });
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        signal?.throwIfAborted();
        hash.update(chunk);
        sizeBytes += chunk.length;
        onBytes?.(chunk.length);
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw storeError(error, path);
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
