import { randomUUID } from 'node:crypto';
import { lstat, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, storeError } from './store-error.js';
import { makeFolder } from './make-folder.js';

/**
 * Deletes files and folders, each of which is there or not at every moment: it is moved away first. What turns out to be
 * needed after all is brought back.
 *
 * @param paths Absolute, on the file system of `tempDir`.
 * @param isNeeded Called once everything is away. Whoever says that it needs something before looking for it is heard.
 * @returns those that are gone; what somebody else took in the meantime is not among them
 * @throws ZooError `ERR_ZOO_STORE_IO`
 */
export async function takeAway(
  paths: readonly string[],
  tempDir: string,
  isNeeded: () => Promise<(path: string) => boolean> = () => Promise.resolve(() => false),
): Promise<string[]> {
  if (paths.length === 0) return [];
  const away = new Map<string, string>();
  try {
    await makeFolder(tempDir);
    for (const path of paths) {
      const aside = join(tempDir, randomUUID());
      await rename(path, aside).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
      away.set(path, aside);
    }
  } catch (error) {
    await Promise.all([...away].map(([path, aside]) => bringBack(aside, path)));
    throw storeError(error, tempDir);
  }
  const needs = await isNeeded().catch(async (error: unknown) => {
    await Promise.all([...away].map(([path, aside]) => bringBack(aside, path)));
    throw error;
  });
  const gone: string[] = [];
  for (const [path, aside] of away) {
    if (needs(path)) await bringBack(aside, path);
    else if ((await lstat(aside).catch(() => undefined)) !== undefined) {
      await rm(aside, { recursive: true, force: true }).catch((error: unknown) => {
        throw storeError(error, path);
      });
      gone.push(path);
    }
  }
  return gone;
}

/** Unless there is something again by now, of which the same is true. */
async function bringBack(aside: string, path: string): Promise<void> {
  if ((await lstat(path).catch(() => undefined)) !== undefined) return;
  await makeFolder(dirname(path)).catch(() => undefined);
  await rename(aside, path).catch(() => undefined);
}
