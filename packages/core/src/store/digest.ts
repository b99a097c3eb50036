import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { storeError } from './store-error.js';

/** What a file holds. */
export interface FileDigest {
  readonly sizeBytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

const CHUNK_BYTES = 1024 * 1024;

/** Whether a text is a sha256 as it is written everywhere here. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Reads a file through once. @throws ZooError `ERR_ZOO_STORE_IO`; or the signal's reason */
export async function digestFile(
  path: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<FileDigest> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      options.signal?.throwIfAborted();
      hash.update(chunk);
      sizeBytes += chunk.length;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw storeError(error, path);
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
