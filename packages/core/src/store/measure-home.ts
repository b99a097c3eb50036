import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { diskBytes } from './measure-folder.js';
import { hasErrorCode, isMissing, storeError } from './store-error.js';

/**
 * Adds up what folders take on the disk, one after the other. A file that has several names counts where it is met first.
 *
 * @returns bytes, in the order of `paths`
 * @throws ZooError `ERR_ZOO_STORE_IO`; or the signal's reason
 */
export async function measureEach(paths: readonly string[], signal: AbortSignal): Promise<number[]> {
  const seen = new Set<string>();

  async function measure(path: string): Promise<number> {
    signal.throwIfAborted();
    try {
      const stats = await lstat(path);
      const key = `${stats.dev}:${stats.ino}`;
      if (stats.isDirectory()) {
        // A folder may be among the paths itself, and below another of them.
        if (seen.has(key)) return 0;
        seen.add(key);
        let sizeBytes = 0;
        for (const name of await readdir(path)) sizeBytes += await measure(join(path, name));
        return sizeBytes;
      }
      if (!stats.isFile() || seen.has(key)) return 0;
      if (stats.nlink > 1) seen.add(key);
      return diskBytes(stats);
    } catch (error) {
      signal.throwIfAborted();
      if (isMissing(error) || hasErrorCode(error, 'EACCES', 'EPERM')) return 0;
      throw storeError(error, path);
    }
  }

  const sizes: number[] = [];
  for (const path of paths) sizes.push(await measure(path));
  return sizes;
}
