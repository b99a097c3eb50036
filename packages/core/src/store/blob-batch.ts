import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkDigests } from './chunk-digests.js';
import type { FileDigest } from './digest.js';
import { makeFolder } from './make-folder.js';
import type { PromptDisk } from './prompt-disk.js';
import { isMissing, storeError } from './store-error.js';
import { writeSealed } from './write-sealed.js';

/** Takes files into the blob store, small ones together. */
export interface BlobBatch {
  /**
   * Takes a file: a large one at once, a small one at the latest with {@link flush}.
   * @param content Its path, from which it is moved; or its bytes, of a small one.
   */
  add(content: string | Uint8Array, digest: StagedDigest): Promise<void>;
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
  /** Whether it is on the disk, and read-only. */
  readonly isSealed?: boolean | undefined;
}

/** A larger file is worth its own syncs. */
const SMALL_BYTES = 1024 * 1024;
/** So much, or so many, may be lost when the process is killed. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_FILES = 512;

/** How files get into the store. */
export interface BlobBatchMeans {
  /** Takes files in, durably; but with `unsynced` leaves it to the end to sync the folders that it puts there. */
  readonly adopt: (files: readonly StagedBlob[], unsynced?: Set<string>) => Promise<void>;
  readonly syncFolders: (folders: ReadonlySet<string>) => Promise<void>;
}

export function createBlobBatch(tempDir: string, disk: PromptDisk, { adopt, syncFolders }: BlobBatchMeans): BlobBatch {
  let staged: StagedBlob[] = [];
  let stagedBytes = 0;
  /** Names in them may be lost in a power cut, and are fetched again then: nobody counts on them before the end. */
  let unsynced = new Set<string>();
  let flushing: Promise<void> = Promise.resolve();

  function adoptStaged(): Promise<void> {
    const files = staged;
    staged = [];
    stagedBytes = 0;
    // One after the other, so that who waits for the last one waits for all.
    flushing = flushing.then(() => (files.length === 0 ? undefined : adopt(files, unsynced)));
    return flushing;
  }

  async function flush(): Promise<void> {
    await adoptStaged();
    const folders = unsynced;
    unsynced = new Set();
    if (folders.size > 0) await syncFolders(folders);
  }

  async function stage(content: string | Uint8Array): Promise<Pick<StagedBlob, 'file' | 'isSealed'> | undefined> {
    const file = join(tempDir, randomUUID());
    if (typeof content !== 'string') return { file, isSealed: await writeIn(tempDir, file, content, disk) };
    try {
      await rename(content, file);
      return { file };
    } catch {
      // On another file system, or without that folder.
      return undefined;
    }
  }

  return {
    async add(content, { sha256, sizeBytes, chunks }) {
      if (typeof content === 'string' && sizeBytes > SMALL_BYTES) return adopt([{ file: content, sha256, chunks }]);
      const own = await stage(content);
      if (own === undefined) {
        await makeFolder(tempDir);
        return adopt([{ file: String(content), sha256 }]);
      }
      staged.push({ ...own, sha256 });
      stagedBytes += sizeBytes;
      if (staged.length >= MOST_FILES || stagedBytes >= MOST_BYTES) await adoptStaged();
    },
    flush,
  };
}

/** The folder is there nearly always, so that it is not looked for first. */
async function writeIn(folder: string, file: string, bytes: Uint8Array, disk: PromptDisk): Promise<boolean> {
  try {
    try {
      return writeSealed(file, bytes, disk);
    } catch (error) {
      if (!isMissing(error)) throw error;
      await makeFolder(folder);
      return writeSealed(file, bytes, disk);
    }
  } catch (error) {
    throw storeError(error, file);
  }
}
