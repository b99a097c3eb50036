import { open } from 'node:fs/promises';
import { hasErrorCode } from './store-error.js';

/** Makes sure that the names in a folder survive a power cut. Where folders cannot be synced, the system does it itself. */
export async function syncFolder(folder: string): Promise<void> {
  try {
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
