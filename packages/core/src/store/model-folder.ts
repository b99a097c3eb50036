import { randomUUID } from 'node:crypto';
import { lstat, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { publishRename } from './publish-rename.js';
import { hasErrorCode, isMissing } from './store-error.js';
import { makeFolder } from './make-folder.js';

const MOST_TRIES = 10;
/** Far longer than two renames take. */
const REPLACEMENT_MS = 50;

const PREVIOUS = '.previous.';

/** Where a folder waits while another takes its place. No folder of a model begins with a dot. */
function previousOf(folder: string): string {
  return join(dirname(folder), `${PREVIOUS}${basename(folder)}`);
}

/** Whether a folder of that name waits to be brought back. */
export function isPreviousName(name: string): boolean {
  return name.startsWith(PREVIOUS);
}

/** The folder in whose place it would be brought back. */
export function placeOfPrevious(folder: string): string {
  return join(dirname(folder), basename(folder).slice(PREVIOUS.length));
}

/**
 * Puts a finished folder in the place of another, if there is one. File systems cannot swap folders, so the old one
 * steps aside for a moment, under a name from which {@link restoreFolder} brings it back: a crash loses neither.
 */
export async function replaceFolder(staging: string, folder: string, tempDir: string): Promise<void> {
  const previous = previousOf(folder);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await makeFolder(dirname(folder));
      await publishRename(staging, folder);
      break;
    } catch (error) {
      // Missing: the folder around it was empty for a moment, and somebody took it away.
      if (!(isOccupied(error) || isMissing(error)) || attempt === MOST_TRIES) throw error;
    }
    await removeFolder(previous, tempDir);
    await rename(folder, previous).catch((error: unknown) => {
      // Somebody else does the same at this moment; the next turn will tell.
      if (!isMissing(error) && !isOccupied(error)) throw error;
    });
  }
  await removeFolder(previous, tempDir);
}

/**
 * Brings back a folder whose replacement was cut off in the middle, if there is one. Resolves after a moment when the
 * replacement may still be going on: whoever asks looks again.
 *
 * @returns whether there was one
 */
export async function restoreFolder(folder: string): Promise<boolean> {
  const previous = previousOf(folder);
  if (!(await isThere(previous))) return false;
  // Who replaces is done at once, and must not be disturbed by everyone who looks.
  await sleep(REPLACEMENT_MS);
  if (await isThere(folder)) return true;
  // It fails when somebody else was quicker, and in a store that can only be read.
  await rename(previous, folder).catch(() => undefined);
  return true;
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

/**
 * Removes a folder and what waits to be brought back in its place. Does nothing when it is not there.
 *
 * @param isNeeded Asked when it has stepped aside; until then, whoever looks for it brings it back.
 * @returns whether it is gone
 */
export async function deleteFolder(
  folder: string,
  tempDir: string,
  isNeeded?: () => Promise<boolean>,
): Promise<boolean> {
  const previous = previousOf(folder);
  await removeFolder(previous, tempDir);
  if (isNeeded !== undefined) {
    await rename(folder, previous).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    if (await isNeeded()) {
      await restoreFolder(folder);
      return false;
    }
    await removeFolder(previous, tempDir);
    return !(await isThere(folder));
  }
  await removeFolder(folder, tempDir);
  return true;
}

/** Under its name a folder is whole or not there. */
async function removeFolder(folder: string, tempDir: string): Promise<void> {
  const gone = join(tempDir, randomUUID());
  await makeFolder(tempDir);
  try {
    await rename(folder, gone);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  await rm(gone, { recursive: true, force: true });
}

function isOccupied(error: unknown): boolean {
  return hasErrorCode(error, 'ENOTEMPTY', 'EEXIST') || (process.platform === 'win32' && hasErrorCode(error, 'EPERM'));
}
