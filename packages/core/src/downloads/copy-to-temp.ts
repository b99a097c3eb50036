import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError } from '../errors/zoo-error.js';
import { digestFile } from '../store/digest.js';
import type { CompletedFile } from '../store/partial-file.js';
import { storeError } from '../store/store-error.js';
import { makeFolder } from '../store/make-folder.js';

/** Copies a file of a source's own, so that the store can take it. The snapshot itself never changes. */
export async function copyToTemp(file: string, tempDir: string, name: string): Promise<CompletedFile> {
  const path = join(tempDir, randomUUID());
  await makeFolder(tempDir);
  try {
    await copyFile(file, path);
  } catch (cause) {
    if (!['ENOENT', 'EISDIR', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? ''))
      throw storeError(cause, path);
    throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `The source has no file ${name}.`, {
      hint: 'A URL without a scheme names a file beside the manifest. Tell the author of the source.',
      details: { file: name },
      cause,
    });
  }
  return { path: () => Promise.resolve(path), ...(await digestFile(path)) };
}
