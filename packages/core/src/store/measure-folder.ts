import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrorCode, isMissing, storeError } from './store-error.js';

/** What something takes, and when it was written last. */
export interface FolderUsage {
  /** What deleting it would free: bytes of the files, without the holes in them, and without files that have other names. */
  readonly sizeBytes: number;
  /** The newest of all times of change in it, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/**
 * Measures a file or folder, with everything below it. Links are not followed. What goes while it is measured counts for
 * nothing.
 *
 * @throws ZooError `ERR_ZOO_STORE_IO`
 */
export async function measureFolder(path: string): Promise<FolderUsage> {
  const stats = await statOf(path);
  if (stats === undefined) return { sizeBytes: 0, modifiedMs: 0 };
  let sizeBytes = stats.isFile() && stats.nlink === 1 ? diskBytes(stats) : 0;
  // Whole ones, as the clock gives them: what was written this very millisecond is not of the future.
  let modifiedMs = Math.floor(stats.mtimeMs);
  if (stats.isDirectory()) {
    for (const name of await namesIn(path)) {
      const inner = await measureFolder(join(path, name));
      sizeBytes += inner.sizeBytes;
      modifiedMs = Math.max(modifiedMs, inner.modifiedMs);
    }
  }
  return { sizeBytes, modifiedMs };
}

const BLOCK_BYTES = 512;

/** Bytes that a file has, or those that are on the disk where parts of it were never written. */
export function diskBytes({ size, blocks }: Pick<Stats, 'size' | 'blocks'>): number {
  // Small files may be kept beside their names, in no block at all.
  return blocks === 0 && size < 4096 ? size : Math.min(size, blocks * BLOCK_BYTES);
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storeError(error, path);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // What nobody may look into takes what it takes; that must not keep everything else from being measured.
    if (isMissing(error) || hasErrorCode(error, 'EACCES', 'EPERM')) return [];
    throw storeError(error, folder);
  }
}
