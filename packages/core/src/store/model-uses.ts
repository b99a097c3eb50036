import { lstat, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { HomeLayout } from './home-layout.js';
import { makeFile, makeFolder } from './make-folder.js';
import { namesIn } from './names-in.js';
import { isOrphan, isOwned, nameOwned } from './process-mark.js';
import { hasErrorCode, storeError } from './store-error.js';

/**
 * When models were used last, who uses them now, and which the user wants to keep: what decides which go when the store has
 * to become smaller. Models are named by their absolute folders. In a home that can only be read nothing is noted.
 */
export interface ModelUses {
  /** Notes that a model is used now, once an hour. Never throws. */
  touch(folder: string): Promise<void>;
  /**
   * Says that models are in use, until what comes back is disposed or the process ends. Whoever says so before looking for a
   * model keeps it. Never throws.
   */
  hold(folders: readonly string[]): Promise<AsyncDisposable>;
  /** Keeps a model whoever needs space. @throws ZooError `ERR_ZOO_NO_SPACE`, `ERR_ZOO_STORE_IO` */
  pin(folder: string): Promise<void>;
  /** Takes that back. @throws ZooError `ERR_ZOO_STORE_IO` */
  unpin(folder: string): Promise<void>;
  find(folder: string): Promise<ModelUse>;
  /** The model is gone: so is what was noted of it, but for those who use it still. Never throws. */
  forget(folder: string): Promise<void>;
}

/** What is known of the use of a model. */
export interface ModelUse {
  /** Milliseconds since 1970; `undefined` when nobody noted it. */
  readonly lastUsedMs: number | undefined;
  readonly isPinned: boolean;
  /** Whether somebody loads it, runs it or brings it at this moment. */
  readonly isHeld: boolean;
}

const LAST = 'last';
const PINNED = 'pinned';

const NOTED_EVERY_MS = 3_600_000;
/** Of a process on another machine nobody knows more than when it began. */
const FOREIGN_MS = 7 * 86_400_000;

export function createModelUses({ modelsDir, usesDir }: Pick<HomeLayout, 'modelsDir' | 'usesDir'>): ModelUses {
  const notesOf = (folder: string): string => join(usesDir, relative(modelsDir, folder));

  async function touch(folder: string): Promise<void> {
    const file = join(notesOf(folder), LAST);
    try {
      const before = (await stat(file).catch(() => undefined))?.mtimeMs;
      if (before !== undefined && Math.abs(Date.now() - before) < NOTED_EVERY_MS) return;
      // What is only in a layer is not ours to keep or to delete.
      await lstat(folder);
      if (before === undefined) await make(file);
      else await utimes(file, new Date(), new Date());
    } catch {
      // Whoever cannot write here evicts nothing either.
    }
  }

  async function holdOne(folder: string): Promise<string | undefined> {
    const file = join(notesOf(folder), await nameOwned());
    return make(file).then(
      () => file,
      () => undefined,
    );
  }

  return {
    touch,
    async hold(folders) {
      const files = await Promise.all(folders.map(holdOne));
      return {
        async [Symbol.asyncDispose]() {
          await Promise.all(files.flatMap((file) => (file === undefined ? [] : [remove(file)])));
        },
      };
    },
    async pin(folder) {
      const file = join(notesOf(folder), PINNED);
      await make(file).catch((error: unknown) => {
        throw storeError(error, file);
      });
    },
    async unpin(folder) {
      const file = join(notesOf(folder), PINNED);
      await rm(file, { force: true }).catch((error: unknown) => {
        throw storeError(error, file);
      });
    },
    async find(folder) {
      const notes = notesOf(folder);
      const names = await namesIn(notes);
      let isHeld = false;
      for (const name of names) {
        if (name !== LAST && name !== PINNED && (await isHeldBy(join(notes, name), name))) isHeld = true;
      }
      const last = await stat(join(notes, LAST)).catch(() => undefined);
      return { lastUsedMs: last?.mtimeMs, isPinned: names.includes(PINNED), isHeld };
    },
    async forget(folder) {
      for (const name of [LAST, PINNED]) await remove(join(notesOf(folder), name));
    },
  };
}

/** Whether the process that made such a file still runs. What it left behind goes. */
async function isHeldBy(file: string, name: string): Promise<boolean> {
  if (await isOwned(name)) return true;
  if (!(await isOrphan(name))) {
    const stats = await stat(file).catch(() => undefined);
    return stats !== undefined && Date.now() - stats.mtimeMs < FOREIGN_MS;
  }
  await remove(file);
  return false;
}

/** Makes an empty file, which may be there. */
async function make(file: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await makeFolder(dirname(file));
      await (await makeFile(file, 'wx')).close();
      return;
    } catch (error) {
      if (hasErrorCode(error, 'EEXIST')) return;
      // Whoever was last took the empty folder away just now.
      if (!hasErrorCode(error, 'ENOENT') || attempt === 10) throw error;
    }
  }
}

/** Removes a file, and the folders around it that are empty then. */
async function remove(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
    await rmdir(dirname(file));
    await rmdir(dirname(dirname(file)));
  } catch {
    // Others are noted there.
  }
}
