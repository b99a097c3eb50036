import { constants, copyFile, link } from 'node:fs/promises';
import { sealFile } from './seal-file.js';
import { hasErrorCode, isMissing } from './store-error.js';

/** Puts a file at another path, too: as a clone, else a hard link, else a copy. */
export async function shareFile(path: string, destination: string): Promise<void> {
  try {
    // A clone shares the space but not the inode: who changes the copy does not change the blob.
    await copyFile(path, destination, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    await sealFile(destination);
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
  await sealFile(destination);
}
