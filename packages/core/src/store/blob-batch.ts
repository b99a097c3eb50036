import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkDigests } from './chunk-digests.js';
import type { FileDigest } from './digest.js';
import { makeFolder } from './make-folder.js';

/** Takes files into the blob store, small ones together. */
export interface BlobBatch {
  /** Takes a file, by moving it: a large one at once, a small one at the latest with {@link flush}. */
  add(file: string, digest: StagedDigest): Promise<void>;
  /** Everything that was added is in the store when this resolves. */
  flush(): Promise<void>;
}

/** What a file holds, and its pieces where that is known. */
export type StagedDigest = FileDigest & { readonly chunks?: ChunkDigests | undefined };

/** A file that is to become a blob. */
export interface StagedBlob {
  readonly file: string;
  readonly sha256: string;
  readonly chunks?: ChunkDigests | undefined;
}

/** A larger file is worth its own syncs. */
const SMALL_BYTES = 1024 * 1024;
/** So much, or so many, may be lost when the process is killed. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_FILES = 256;

/** @param adopt Takes files in, durably. */
export function createBlobBatch(tempDir: string, adopt: (files: readonly StagedBlob[]) => Promise<void>): BlobBatch {
  let staged: StagedBlob[] = [];
  let stagedBytes = 0;
  let flushing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    const files = staged;
    staged = [];
    stagedBytes = 0;
    // One after the other, so that who waits for the last one waits for all.
    flushing = flushing.then(() => (files.length === 0 ? undefined : adopt(files)));
    return flushing;
  }

  return {
    async add(file, { sha256, sizeBytes, chunks }) {
      if (sizeBytes > SMALL_BYTES) return adopt([{ file, sha256, chunks }]);
      const own = join(tempDir, randomUUID());
      try {
        await rename(file, own);
      } catch {
        // On another file system, or without that folder.
        await makeFolder(tempDir);
        return adopt([{ file, sha256 }]);
      }
      staged.push({ file: own, sha256 });
      stagedBytes += sizeBytes;
      if (staged.length >= MOST_FILES || stagedBytes >= MOST_BYTES) await flush();
    },
    flush,
  };
}
