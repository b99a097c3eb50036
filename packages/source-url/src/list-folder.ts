import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError } from '@modelzoo/core';

/** More files than this make no source; somebody gave the wrong folder. */
const MAX_FILES = 100_000;

const LEFT_OUT: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * The regular files below a folder, relative, with forward slashes, in an order that is the same everywhere. Links are
 * not followed: what they lead to is not the folder's.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_LIMIT` for more than 100,000 files; the signal's reason
 */
export async function listFolder(root: string, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      if (LEFT_OUT.has(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
    }
    if (files.length + folders.length > MAX_FILES) {
      throw new ZooError('ERR_ZOO_ARCHIVE_LIMIT', `The folder ${root} has more than ${String(MAX_FILES)} files.`, {
        hint: 'Give the folder of the source itself. Nothing was changed.',
        details: { path: root, limit: MAX_FILES },
      });
    }
  }
  // By code units, since the order of languages differs between machines.
  return files.toSorted((a, b) => (a < b ? -1 : 1));
}
