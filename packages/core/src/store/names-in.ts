import { readdir } from 'node:fs/promises';
import { isMissing, storeError } from './store-error.js';

/**
 * Names of what lies in a folder, sorted; none when there is no such folder.
 *
 * @throws ZooError `ERR_ZOO_STORE_IO` when it cannot be read
 */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw storeError(error, folder);
  }
}
