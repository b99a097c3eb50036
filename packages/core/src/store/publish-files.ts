import { randomUUID } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { constants, copyFile, lstat, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createBreather } from './breather.js';
import { makeFolder } from './make-folder.js';
import { mapParallel } from './map-parallel.js';
import type { PromptDisk } from './prompt-disk.js';
import { renamePatiently } from './publish-rename.js';
import { sealFile } from './seal-file.js';
import { hasErrorCode, storeError } from './store-error.js';
import { syncFolder } from './sync-folder.js';

/** A file, and the absolute path that it is to have for good. */
export interface FileToPublish {
  readonly file: string;
  readonly path: string;
  /** Whether it is on the disk, and read-only. Default: no. */
  readonly isSealed?: boolean | undefined;
}

/** Syncs that wait for the disk at the same time: it does them together. */
const AT_ONCE = 8;

/**
 * Gives files their final names, for good and read-only: syncs all of them, renames them, and syncs each folder once.
 * Nobody sees a name before the bytes under it are on the disk.
 *
 * @param unsynced Takes the folders, which are not synced then: for who publishes more, and calls {@link syncFolders} at the end.
 * @throws ZooError `ERR_ZOO_NO_SPACE`, `ERR_ZOO_STORE_IO`
 */
export async function publishFiles(
  files: readonly FileToPublish[],
  tempDir: string,
  disk: PromptDisk,
  unsynced?: Set<string>,
): Promise<void> {
  const breathe = createBreather();
  const folders = [...new Set(files.map(({ path }) => dirname(path)))];
  const missing = folders.filter((folder) => !existsSync(folder));
  await mapParallel(missing, AT_ONCE, (folder) => inStore(folder, () => makeFolder(folder)));
  await mapParallel(files, AT_ONCE, ({ file, path, isSealed = false }) =>
    inStore(path, async () => {
      await breathe();
      if (!isSealed) await sealFile(file);
      await moveTo(file, path, tempDir);
    }),
  );
  if (unsynced === undefined) await syncFolders(folders, disk);
  else for (const folder of folders) unsynced.add(folder);
}

/** Makes sure that the names in folders survive a power cut. @throws ZooError `ERR_ZOO_NO_SPACE`, `ERR_ZOO_STORE_IO` */
export async function syncFolders(folders: Iterable<string>, disk: PromptDisk): Promise<void> {
  const breathe = createBreather();
  await mapParallel([...folders], AT_ONCE, (folder) =>
    inStore(folder, async () => {
      await breathe();
      await syncFolder(folder, disk);
    }),
  );
}

async function inStore(path: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw storeError(error, path);
  }
}

/** Moves a synced file to its final name. What is there under that name may be rotten, so it is replaced. */
async function moveTo(file: string, path: string, tempDir: string): Promise<void> {
  try {
    // It changes no more than a folder that is in memory; only Windows may ask for patience.
    if (process.platform === 'win32') await renamePatiently(file, path);
    else renameSync(file, path);
  } catch (error) {
    if (hasErrorCode(error, 'EXDEV')) {
      await moveAcross(file, path, tempDir);
      return;
    }
    const isThere = await lstat(path).catch(() => undefined);
    // Windows does not replace what nobody may write. It has the same content by its name.
    if (process.platform !== 'win32' || isThere === undefined) throw error;
    await rm(file, { force: true });
  }
}

/** From another file system: by way of a copy on this one. */
async function moveAcross(file: string, path: string, tempDir: string): Promise<void> {
  const own = join(tempDir, randomUUID());
  try {
    await makeFolder(tempDir);
    await copyFile(file, own, constants.COPYFILE_EXCL);
    await sealFile(own);
    await renamePatiently(own, path);
    await rm(file, { force: true });
  } catch (error) {
    await rm(own, { force: true }).catch(() => undefined);
    throw error;
  }
}
