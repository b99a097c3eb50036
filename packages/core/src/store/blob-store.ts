import { randomUUID } from 'node:crypto';
import { chmod, constants, copyFile, link, lstat, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ZooError } from '../errors/zoo-error.js';
import { isSha256 } from './digest.js';
import { createFileChecker } from './file-checker.js';
import type { HomeLayout } from './home-layout.js';
import { createPins } from './pins.js';
import { publishRename } from './publish-rename.js';
import { namesIn } from './names-in.js';
import { hasErrorCode, isMissing, storeError } from './store-error.js';
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

const READ_ONLY = 0o444;
const MOST_TRIES = 5;
const PAUSE_MS = 50;

/** @param layout Of one home folder. */
export function createBlobStore(
  layout: Pick<HomeLayout, 'blobsDir' | 'tempDir' | 'pinsDir' | 'verifiedFile'>,
): BlobStore {
  const { blobsDir, tempDir } = layout;
  const pins = createPins(layout);
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

  async function take(file: string, sha256: string): Promise<void> {
    const path = pathOf(sha256);
    try {
      await makeFolder(dirname(path));
      await syncFile(file);
      await moveDurably(file, path, tempDir);
      await chmod(path, READ_ONLY);
    } catch (error) {
      throw storeError(error, path);
    }
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
    async adopt(file, sha256) {
      await pins.add(sha256);
      await take(file, sha256);
    },
    async replace(sha256, file) {
      const copy = join(tempDir, randomUUID());
      try {
        await makeFolder(tempDir);
        await shareFile(file, copy);
        await take(copy, sha256);
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

async function syncFile(path: string): Promise<void> {
  // Made writable for the moment: Windows syncs only what is open for writing.
  await chmod(path, 0o600);
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Moves a synced file to its final name. What is there under that name may be rotten, so it is replaced. */
async function moveDurably(file: string, path: string, tempDir: string): Promise<void> {
  try {
    await publishRename(file, path);
  } catch (error) {
    if (hasErrorCode(error, 'EXDEV')) {
      await moveAcross(file, path, tempDir);
      return;
    }
    const isThere = await lstat(path).catch(() => undefined);
    // Windows does not replace what nobody may write. It has the same content by its name.
    if (process.platform !== 'win32' || isThere === undefined) throw error;
    await rm(file, { force: true });
  }
}

/** From another file system: by way of a copy on this one. */
async function moveAcross(file: string, path: string, tempDir: string): Promise<void> {
  const own = join(tempDir, randomUUID());
  try {
    await makeFolder(tempDir);
    await copyFile(file, own, constants.COPYFILE_EXCL);
    await syncFile(own);
    await publishRename(own, path);
    await rm(file, { force: true });
  } catch (error) {
    await rm(own, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function shareFile(path: string, destination: string): Promise<void> {
  try {
    // A clone shares the space but not the inode: who changes the copy does not change the blob.
    await copyFile(path, destination, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    await finishCopy(destination);
    return;
  } catch (error) {
    if (isMissing(error) || hasErrorCode(error, 'EEXIST')) throw error;
  }
  try {
    await link(path, destination);
    return;
  } catch (error) {
    if (isMissing(error) || hasErrorCode(error, 'EEXIST')) throw error;
  }
  await copyFile(path, destination, constants.COPYFILE_EXCL);
  await finishCopy(destination);
}

async function finishCopy(path: string): Promise<void> {
  await syncFile(path);
  await chmod(path, READ_ONLY);
}
