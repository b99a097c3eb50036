import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { PromptDisk } from './prompt-disk.js';
import { hasErrorCode } from './store-error.js';

/**
 * Makes sure that the names in a folder survive a power cut. Where folders cannot be synced, the system does it itself.
 *
 * @param disk The one that it is on: for many folders.
 */
export async function syncFolder(folder: string, disk?: PromptDisk): Promise<void> {
  try {
    if (disk !== undefined && syncAtOnce(folder, disk)) return;
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Windows, and some network file systems.
    if (!hasErrorCode(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP')) throw error;
  }
}

function syncAtOnce(folder: string, disk: PromptDisk): boolean {
  const fd = openSync(folder, 'r');
  try {
    return disk.sync(fd);
  } finally {
    closeSync(fd);
  }
}
