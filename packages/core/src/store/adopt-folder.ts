import { randomUUID } from 'node:crypto';
import { constants, copyFile, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError } from '../errors/zoo-error.js';
import type { BlobStore } from './blob-store.js';
import { digestFile } from './digest.js';
import type { ReceiptFile } from './receipt.js';
import { makeFolder } from './make-folder.js';

/**
 * Moves every file below a folder into the blob store, hashed.
 *
 * @param folder Absolute path of what a hook of a source left behind.
 * @throws ZooError `ERR_ZOO_HOOK_FAILED` when there is anything but files and folders, or no file at all
 */
export async function adoptFolder(
  folder: string,
  blobs: BlobStore,
  { tempDir, signal }: { readonly tempDir: string; readonly signal: AbortSignal | undefined },
): Promise<ReceiptFile[]> {
  const paths = await findFiles(folder, '');
  if (paths.length === 0) {
    throw new ZooError('ERR_ZOO_HOOK_FAILED', 'The code of the source downloaded nothing.', {
      hint: 'Nothing was installed. Tell the author of the source: downloadModel has to put files at the path it is given.',
    });
  }
  const files: ReceiptFile[] = [];
  for (const path of paths) {
    const file = await ownFile(join(folder, ...path.split('/')), tempDir);
    const digest = await digestFile(file, { signal });
    await blobs.adopt(file, digest.sha256);
    files.push({ path, ...digest });
  }
  return files;
}

/** Paths of all files, sorted, relative with forward slashes. Links are refused: what they lead to is not in the store. */
async function findFiles(folder: string, prefix: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) paths.push(...(await findFiles(join(folder, entry.name), path)));
    else if (entry.isFile()) paths.push(path);
    else {
      throw new ZooError('ERR_ZOO_HOOK_FAILED', `The code of the source left ${path}, which is a link or a device.`, {
        hint: 'Nothing was installed. Tell the author of the source to leave plain files.',
        details: { path },
      });
    }
  }
  return paths.toSorted();
}

/** A file that has another name elsewhere could be changed by that name, so it is copied. */
async function ownFile(file: string, tempDir: string): Promise<string> {
  if ((await lstat(file)).nlink === 1) return file;
  await makeFolder(tempDir);
  const copy = join(tempDir, randomUUID());
  await copyFile(file, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  return copy;
}
