import { randomUUID } from 'node:crypto';
import { chmod, constants, copyFile, link, lstat, mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ZooError } from '../errors/zoo-error.js';
import { isSha256 } from './digest.js';
import type { HomeLayout } from './home-layout.js';
import { publishRename } from './publish-rename.js';
import { hasErrorCode, isMissing, storeError } from './store-error.js';

/** A file of the store, named by its content. */
export interface Blob {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Every file once. A blob never changes, and nobody may write it. */
export interface BlobStore {
  /** Absolute path that a blob has or would have. */
  pathOf(sha256: string): string;
  /** Whether it is there, and of that size where one is given. Its content is not read. */
  has(sha256: string, sizeBytes?: number): Promise<boolean>;
  /** Takes a file in, by moving it. The caller has found out that it has that digest. */
  adopt(file: string, sha256: string): Promise<void>;
  /**
   * Puts a blob at another path, without using space again where the file system can: as a clone, else a hard link, else
   * a copy. Never as a symbolic link. @throws ZooError `ERR_ZOO_STORE_CORRUPT` when it is not there
   */
  link(sha256: string, destination: string): Promise<void>;
  list(): AsyncIterable<Blob>;
  /** Does nothing when it is not there. */
  delete(sha256: string): Promise<void>;
}

const READ_ONLY = 0o444;

export function createBlobStore({ blobsDir, tempDir }: Pick<HomeLayout, 'blobsDir' | 'tempDir'>): BlobStore {
  function pathOf(sha256: string): string {
    if (!isSha256(sha256)) throw new TypeError(`Not a sha256: ${sha256}`);
    return join(blobsDir, sha256.slice(0, 2), sha256);
  }

  async function sizeOf(sha256: string): Promise<number | undefined> {
    const path = pathOf(sha256);
    try {
      const stats = await lstat(path);
      return stats.isFile() ? stats.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storeError(error, path);
    }
  }

  return {
    pathOf,
    async has(sha256, sizeBytes) {
      const actual = await sizeOf(sha256);
      return actual !== undefined && (sizeBytes === undefined || actual === sizeBytes);
    },
    async adopt(file, sha256) {
      const path = pathOf(sha256);
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await syncFile(file);
        await moveDurably(file, path, tempDir);
        await chmod(path, READ_ONLY);
      } catch (error) {
        throw storeError(error, path);
      }
    },
    async link(sha256, destination) {
      const path = pathOf(sha256);
      try {
        await shareFile(path, destination);
      } catch (error) {
        if ((await sizeOf(sha256)) !== undefined) throw storeError(error, destination);
        throw new ZooError('ERR_ZOO_STORE_CORRUPT', `A file of the store is gone: ${path}.`, {
          hint: 'Download the model again. Nothing was changed.',
          details: { sha256, path },
          cause: error,
        });
      }
    },
    async *list() {
      for (const folder of await namesIn(blobsDir)) {
        for (const sha256 of await namesIn(join(blobsDir, folder))) {
          if (!isSha256(sha256) || !sha256.startsWith(folder)) continue;
          const sizeBytes = await sizeOf(sha256);
          if (sizeBytes !== undefined) yield { sha256, sizeBytes };
        }
      }
    },
    async delete(sha256) {
      const path = pathOf(sha256);
      await rm(path, { force: true }).catch((error: unknown) => {
        throw storeError(error, path);
      });
    },
  };
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
    await mkdir(tempDir, { recursive: true, mode: 0o700 });
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

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw storeError(error, folder);
  }
}
