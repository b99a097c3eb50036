import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, lstat, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore } from './blob-store.js';
import { createFileChecker } from './file-checker.js';
import type { HomeLayout } from './home-layout.js';
import type { Lender } from './lenders.js';
import { makeFolder } from './make-folder.js';
import { publishRename } from './publish-rename.js';
import { hasErrorCode, isMissing } from './store-error.js';
import { openVerifiedFiles } from './verified-files.js';

/** How a store that borrows is made. */
export interface LendingOptions {
  /** Looked at in this order. */
  readonly lenders: readonly Lender[];
  /** Told in a full sentence of what was taken from where, and of what is damaged there. */
  readonly onNotice: (message: string, level: 'info' | 'warn') => void;
}

/**
 * A blob store that takes what it lacks from other places on this machine: as a clone, else a hard link, else a copy, and
 * only once it is verified. Nothing changes there.
 */
export function createLendingBlobs(
  own: BlobStore,
  layout: Pick<HomeLayout, 'tempDir' | 'verifiedFile'>,
  { lenders, onNotice }: LendingOptions,
): BlobStore {
  async function borrowFrom(
    lender: Lender,
    path: string,
    sha256: string,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const temporary = join(layout.tempDir, randomUUID());
    try {
      await makeFolder(layout.tempDir);
      const isLinked = await shareUntouched(path, temporary);
      const { size: sizeBytes } = await lstat(temporary);
      const verified = await openVerifiedFiles(layout);
      await using checker = createFileChecker(verified, { expectedBytes: sizeBytes, signal });
      const { fault } = await checker.check(layout.tempDir, temporary, { sha256, sizeBytes });
      if (fault !== undefined) {
        onNotice(`${lender.name} has a damaged file, which is not used: ${path}.`, 'warn');
        return false;
      }
      await verified.save();
      // A linked file is theirs as well: its mode and its times stay what they are.
      if (isLinked) await publishLinked(temporary, own.pathOf(sha256));
      else await own.adopt(temporary, sha256);
      onNotice(`Taken from ${lender.name}, not downloaded: ${path}.`, 'info');
      return true;
    } finally {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  async function candidates(sha256: string): Promise<{ readonly lender: Lender; readonly path: string }[]> {
    const found = [];
    for (const lender of lenders) for (const path of await lender.find(sha256)) found.push({ lender, path });
    return found;
  }

  return {
    ...own,
    async has(sha256, sizeBytes) {
      if (await own.has(sha256, sizeBytes)) return true;
      for (const { path } of await candidates(sha256)) {
        const stats = await lstat(path).catch(() => undefined);
        if (stats !== undefined && (sizeBytes === undefined || stats.size === sizeBytes)) return true;
      }
      return false;
    },
    async claim(sha256, options = {}) {
      if (await own.claim(sha256, options)) return true;
      for (const { lender, path } of await candidates(sha256)) {
        try {
          if (await borrowFrom(lender, path, sha256, options.signal)) return true;
        } catch (error) {
          options.signal?.throwIfAborted();
          // It may have gone, or may not be read. What cannot be written here, the transfer will tell.
          if (!(error instanceof Error)) throw error;
        }
      }
      return false;
    },
  };
}

/** Puts a file at another path without any change of it. Gives whether the two are one file now. */
async function shareUntouched(path: string, destination: string): Promise<boolean> {
  try {
    await copyFile(path, destination, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return false;
  } catch (error) {
    if (isMissing(error)) throw error;
  }
  try {
    await link(path, destination);
    return true;
  } catch (error) {
    if (isMissing(error)) throw error;
  }
  await copyFile(path, destination, constants.COPYFILE_EXCL);
  return false;
}

async function publishLinked(temporary: string, path: string): Promise<void> {
  await makeFolder(dirname(path));
  const handle = await open(temporary, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Windows syncs only what is open for writing.
    if (!hasErrorCode(error, 'EPERM', 'EINVAL', 'ENOTSUP')) throw error;
  } finally {
    await handle.close();
  }
  await publishRename(temporary, path);
}
