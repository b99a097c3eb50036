import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { publishRename } from './publish-rename.js';
import { storeError } from './store-error.js';
import { makeFile, makeFolder } from './make-folder.js';

/**
 * Writes a file so that a reader, a crash or a power cut meets the old content or the new one. Makes the folder if need
 * be. Only the user can read the file, or those who share the folder, unless `mode` says otherwise.
 *
 * @throws ZooError `ERR_ZOO_NO_SPACE`, `ERR_ZOO_STORE_IO`; the old content is still there then
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array, mode?: number): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await makeFolder(dirname(path));
    await writeDurably(temporary, data, mode);
    await publishRename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storeError(error, path);
  }
}

/** Writes a new file, and returns when it is on the disk. Its folder is not synced. */
export async function writeDurably(path: string, data: string | Uint8Array, mode?: number): Promise<void> {
  const handle = await (mode === undefined ? makeFile(path, 'wx') : open(path, 'wx', mode));
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
