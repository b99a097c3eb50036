import { readFile } from 'node:fs/promises';
import { isMissing, storeError } from './store-error.js';

/**
 * The text of a file; `undefined` when there is none.
 *
 * @throws ZooError `ERR_ZOO_STORE_IO` when it cannot be read
 */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storeError(error, file);
  }
}
