import { chmod, open, type FileHandle } from 'node:fs/promises';
import { hasErrorCode } from './store-error.js';

/** Mode of what nobody may write any more. */
export const READ_ONLY = 0o444;

/** Waits until the bytes of a file are on the disk, and lets nobody write it any more. */
export async function sealFile(path: string): Promise<void> {
  const handle = await openForSync(path);
  try {
    await handle.sync();
    await handle.chmod(READ_ONLY).catch(forgiveModes);
  } finally {
    await handle.close();
  }
}

/** Some file systems keep no modes, and say so. Sealing is a help against mistakes: digests tell what was changed. */
export function forgiveModes(error: unknown): void {
  if (!hasErrorCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS')) throw error;
}

/** Windows syncs only what is open for writing, so that it has to be writable for the moment. */
async function openForSync(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM')) throw error;
    await chmod(path, 0o600);
    return open(path, 'r+');
  }
}
