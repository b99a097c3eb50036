import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError } from '@modelzoo/core';
import { tooLarge } from './too-large.js';

/** More files and folders than this make no source; somebody gave the wrong folder. */
const MAX_ENTRIES = 100_000;

const LEFT_OUT: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** What a folder holds. */
export interface FolderListing {
  /** Its regular files, relative, with forward slashes, in an order that is the same everywhere. */
  readonly files: readonly string[];
  /** What is there and no part of the source: links, pipes, sockets, devices. In no order. */
  readonly leftOut: readonly string[];
}

/**
 * Lists what is below a folder, reading nothing of it. Links are not followed: what they lead to is not the folder's.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_LIMIT` as soon as there are more than 100,000 entries, or more bytes than `maxBytes`;
 *   the signal's reason
 */
export async function listFolder(root: string, maxBytes: number, signal: AbortSignal): Promise<FolderListing> {
  const files: string[] = [];
  const leftOut: string[] = [];
  const folders = [''];
  let entries = 0;
  let sizeBytes = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const entry of await opendir(join(root, folder))) {
      signal.throwIfAborted();
      if (LEFT_OUT.has(entry.name)) continue;
      entries += 1;
      if (entries > MAX_ENTRIES) throw tooMany(root);
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) {
        files.push(path);
        sizeBytes += (await lstat(join(root, path))).size;
        if (sizeBytes > maxBytes) throw tooLarge(`The folder ${root}`, maxBytes);
      } else leftOut.push(path);
    }
  }
  // By code units, since the order of languages differs between machines.
  return { files: files.toSorted((a, b) => (a < b ? -1 : 1)), leftOut };
}

function tooMany(root: string): ZooError {
  return new ZooError('ERR_ZOO_ARCHIVE_LIMIT', `The folder ${root} has more than ${String(MAX_ENTRIES)} files.`, {
    hint: 'Nothing was changed. Name the folder of the source itself, the one with manifest.json in it.',
    details: { limit: 'maxEntries', value: MAX_ENTRIES },
  });
}
