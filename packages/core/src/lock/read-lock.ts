import { readFile } from 'node:fs/promises';
import { ZooError } from '../errors/zoo-error.js';
import { isMissing, storeError } from '../store/store-error.js';
import type { LockFile } from './lock-schema.js';
import { parseLock } from './parse-lock.js';

/** Reads a lock file; `undefined` when there is none. @throws ZooError `ERR_ZOO_LOCK_INVALID`, `ERR_ZOO_STORE_IO` */
export async function findLock(file: string): Promise<LockFile | undefined> {
  try {
    return parseLock(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storeError(error, file);
  }
}

/** Reads a lock file that has to be there. @throws ZooError also `ERR_ZOO_FILE_NOT_FOUND` */
export async function readLock(file: string): Promise<LockFile> {
  const lock = await findLock(file);
  if (lock !== undefined) return lock;
  throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `There is no lock file ${file}.`, {
    hint: 'Write one with `zoo lock`, and keep it with your project.',
    details: { file },
  });
}
