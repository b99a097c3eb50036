import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasErrorCode } from './store-error.js';
import { syncFolder } from './sync-folder.js';

const MOST_TRIES = 10;
const FIRST_DELAY_MS = 10;

/**
 * Gives something finished its final name, for good: renames, and syncs the folder. A rename without that is lost in a
 * power cut.
 */
export async function publishRename(from: string, to: string): Promise<void> {
  await renamePatiently(from, to);
  await syncFolder(dirname(to));
}

/** Renames, also while somebody holds the file for a moment. */
export async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      // On Windows a virus scanner or an indexer may hold what was just written.
      const mayPass = process.platform === 'win32' && hasErrorCode(error, 'EPERM', 'EACCES', 'EBUSY');
      if (!mayPass || attempt === MOST_TRIES) throw error;
      await sleep(FIRST_DELAY_MS * 2 ** attempt);
    }
  }
}
