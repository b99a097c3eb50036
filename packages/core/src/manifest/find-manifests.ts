import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError } from '../errors/zoo-error.js';
import { quoteShort } from './quote-short.js';

const MANIFEST_NAME = 'manifest.json';

/**
 * Paths of every `manifest.json` of a source, relative to its root, with forward slashes, sorted. Nested ones count; those
 * in hidden folders and in `node_modules` do not, and links are never followed.
 *
 * @param subPath - folder below the root to look in (`models/vision`); one that is not there has no manifests
 * @throws ZooError `ERR_ZOO_REFERENCE_INVALID` when the sub-path leaves the root
 */
export async function findManifests(rootDir: string, subPath = ''): Promise<string[]> {
  const start = subPath.split('/').filter((part) => part !== '' && part !== '.');
  if (start.some((part) => part === '..' || part.includes('\\') || part.includes('\0'))) {
    throw new ZooError('ERR_ZOO_REFERENCE_INVALID', `${quoteShort(subPath)} is not a folder inside the source.`, {
      hint: 'Give a path below the root of the source, with forward slashes.',
    });
  }
  if (!(await isPlainFolder(rootDir, start))) return [];

  const found: string[] = [];
  const pending = [start.join('/')];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of await readdir(join(rootDir, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() && entry.name === MANIFEST_NAME) found.push(path);
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') pending.push(path);
    }
  }
  return found.toSorted();
}

/** Whether each step of a path is a folder itself, not a link to one. */
async function isPlainFolder(rootDir: string, parts: readonly string[]): Promise<boolean> {
  let parent = rootDir;
  for (const part of parts) {
    const entries = await readdir(parent, { withFileTypes: true });
    if (!entries.some((entry) => entry.name === part && entry.isDirectory())) return false;
    parent = join(parent, part);
  }
  return true;
}
