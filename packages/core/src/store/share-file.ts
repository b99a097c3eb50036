import { linkSync } from 'node:fs';
import { constants, copyFile } from 'node:fs/promises';
import { sealFile } from './seal-file.js';
import { hasErrorCode, isMissing } from './store-error.js';

/** Puts a file at another path, too: as a clone, else a hard link, else a copy. */
export type ShareFile = (path: string, destination: string) => Promise<void>;

/** Remembers whether the file system makes clones, so that it is not asked again for each file. */
export function createFileSharer(): ShareFile {
  let mayClone = true;
  return async (path, destination) => {
    if (mayClone) {
      try {
        // A clone shares the space but not the inode: who changes the copy does not change the blob.
        await copyFile(path, destination, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
        await sealFile(destination);
        return;
      } catch (error) {
        if (isMissing(error) || hasErrorCode(error, 'EEXIST')) throw error;
        if (hasErrorCode(error, 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENOTTY', 'EINVAL')) mayClone = false;
      }
    }
    await linkOrCopy(path, destination);
  };
}

async function linkOrCopy(path: string, destination: string): Promise<void> {
  try {
    // A name costs less than to have another thread make it.
    linkSync(path, destination);
    return;
  } catch (error) {
    if (isMissing(error) || hasErrorCode(error, 'EEXIST')) throw error;
  }
  await copyFile(path, destination, constants.COPYFILE_EXCL);
  await sealFile(destination);
}
