import { open } from 'node:fs/promises';
import { hasErrorCode } from './store-error.js';

/** Makes sure that the names in a folder survive a power cut. Where folders cannot be synced, the system does it itself. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    // Windows, and some network file systems.
    if (!hasErrorCode(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP')) throw error;
  }
}
