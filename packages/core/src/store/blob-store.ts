import { randomUUID } from 'node:crypto';
import { lstat, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ZooError } from '../errors/zoo-error.js';
import { createBlobBatch, type BlobBatch, type StagedBlob } from './blob-batch.js';
import type { ChunkDigests } from './chunk-digests.js';
import { isSha256 } from './digest.js';
import { createFileChecker } from './file-checker.js';
import type { HomeLayout } from './home-layout.js';
import { createPins } from './pins.js';
import { namesIn } from './names-in.js';
import { createPromptDisk } from './prompt-disk.js';
import { publishFiles, syncFolders } from './publish-files.js';
import { createFileSharer } from './share-file.js';
import { isMissing, storeError } from './store-error.js';
import { openVerifiedFiles, type VerifiedFiles } from './verified-files.js';
import { makeFolder } from './make-folder.js';

/** A file of the store, named by its content. */
export interface Blob {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** How many names the file has, this one counted. Who has more is in use, and deleting it frees nothing. */
  readonly linkCount: number;
  /** When its bytes were written, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** Every file once. A blob never changes, and nobody may write it. */
export interface BlobStore {
  /** Absolute path that a blob has or would have. */
  pathOf(sha256: string): string;
  /** Whether it is there, and of that size where one is given. Its content is not read. */
  has(sha256: string, sizeBytes?: number): Promise<boolean>;
  /**
   * Whether it is there and whole, for a model that is being made. Reads it, unless that was done before and it has not
   * changed since. From now on nobody takes it away, until {@link settle}.
   */
  claim(sha256: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<boolean>;
  /**
   * Takes a file in, by moving it. The caller has found out that it has that digest. Nobody takes it away until
   * {@link settle}.
   */
  adopt(file: string, sha256: string): Promise<void>;
  /** As {@link adopt} for many: small ones are taken in together, since then most of the syncing is done for all at once. */
  batch(): BlobBatch;
  /** Digests of the pieces of a blob that this process took in, where they were made on the way. */
  chunksOf(sha256: string): ChunkDigests | undefined;
  /**
   * Puts a blob at another path, without using space again where the file system can: as a clone, else a hard link, else
   * a copy. Never as a symbolic link. @throws ZooError `ERR_ZOO_STORE_CORRUPT` when it is not there
   */
  link(sha256: string, destination: string): Promise<void>;
  /** Puts a whole file in the place of a blob that is not. The file stays where it is. */
  replace(sha256: string, file: string): Promise<void>;
  /** A receipt names these now. Never throws. */
  settle(sha256s: readonly string[]): Promise<void>;
  list(): AsyncIterable<Blob>;
  /** Does nothing when it is not there. */
  delete(sha256: string): Promise<void>;
  /** What was claimed or adopted and not settled is kept for a while, for whoever goes on with it. Never throws. */
  close(): Promise<void>;
}

const MOST_TRIES = 5;
const PAUSE_MS = 50;

/** @param layout Of one home folder. */
export function createBlobStore(
  layout: Pick<HomeLayout, 'blobsDir' | 'tempDir' | 'pinsDir' | 'verifiedFile'>,
): BlobStore {
  const { blobsDir, tempDir } = layout;
  const pins = createPins(layout);
  const shareFile = createFileSharer();
  const disk = createPromptDisk();
  const knownChunks = new Map<string, ChunkDigests>();
  let verifying: Promise<VerifiedFiles> | undefined;

  function pathOf(sha256: string): string {
    if (!isSha256(sha256)) throw new TypeError(`Not a sha256: ${sha256}`);
    return join(blobsDir, sha256.slice(0, 2), sha256);
  }

  async function find(sha256: string): Promise<Blob | undefined> {
    const path = pathOf(sha256);
    try {
      const stats = await lstat(path);
      if (!stats.isFile()) return undefined;
      return { sha256, sizeBytes: stats.size, linkCount: stats.nlink, modifiedMs: stats.mtimeMs };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storeError(error, path);
    }
  }

  async function adopt(files: readonly StagedBlob[], unsynced?: Set<string>): Promise<void> {
    for (const { sha256, chunks } of files) if (chunks !== undefined) knownChunks.set(sha256, chunks);
    await Promise.all(files.map(({ sha256 }) => pins.add(sha256)));
    await publishFiles(
      files.map(({ file, sha256, isSealed }) => ({ file, path: pathOf(sha256), isSealed })),
      tempDir,
      disk,
      unsynced,
    );
  }

  return {
    pathOf,
    async has(sha256, sizeBytes) {
      const blob = await find(sha256);
      return blob !== undefined && (sizeBytes === undefined || blob.sizeBytes === sizeBytes);
    },
    async claim(sha256, { signal } = {}) {
      // First said, then looked: who collects garbage looks again at what is said after having taken something away.
      await pins.add(sha256);
      const blob = await find(sha256);
      if (blob === undefined) return false;
      verifying ??= openVerifiedFiles(layout);
      await using checker = createFileChecker(await verifying, { expectedBytes: blob.sizeBytes, signal });
      const path = pathOf(sha256);
      return (await checker.check(dirname(path), path, blob)).fault === undefined;
    },
    adopt: (file, sha256) => adopt([{ file, sha256 }]),
    batch: () => createBlobBatch(tempDir, disk, { adopt, syncFolders: (folders) => syncFolders(folders, disk) }),
    chunksOf: (sha256) => knownChunks.get(sha256),
    async replace(sha256, file) {
      const copy = join(tempDir, randomUUID());
      try {
        await makeFolder(tempDir);
        await shareFile(file, copy);
        await publishFiles([{ file: copy, path: pathOf(sha256) }], tempDir, disk);
      } catch (error) {
        throw storeError(error, pathOf(sha256));
      } finally {
        await rm(copy, { force: true }).catch(() => undefined);
      }
    },
    settle: (sha256s) => pins.remove(sha256s),
    async close() {
      await (await verifying)?.save();
      await pins.close();
    },
    async link(sha256, destination) {
      const path = pathOf(sha256);
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await shareFile(path, destination);
        } catch (error) {
          // Who collects garbage looks again at what it took away, and brings back what is needed by now.
          if (isMissing(error) && attempt < MOST_TRIES) await sleep(PAUSE_MS);
          else throw (await find(sha256)) === undefined ? gone(sha256, path, error) : storeError(error, destination);
        }
      }
    },
    async *list() {
      for (const folder of await namesIn(blobsDir)) {
        for (const sha256 of await namesIn(join(blobsDir, folder))) {
          if (!isSha256(sha256) || !sha256.startsWith(folder)) continue;
          const blob = await find(sha256);
          if (blob !== undefined) yield blob;
        }
      }
    },
    async delete(sha256) {
      const path = pathOf(sha256);
      // It may be that something else was put in its place.
      await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
        throw storeError(error, path);
      });
    },
  };
}

function gone(sha256: string, path: string, cause: unknown): ZooError {
  return new ZooError('ERR_ZOO_STORE_CORRUPT', `A file of the store is gone: ${path}.`, {
    hint: 'Download the model again. Nothing was changed.',
    details: { sha256, path },
    cause,
  });
}
