import { hash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { constants, copyFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { countBytes } from './byte-ranges.js';
import { createHashFollowers, type HashFollowers } from './hash-followers.js';
import type { HomeLayout } from './home-layout.js';
import { measureFolder, type FolderUsage } from './measure-folder.js';
import { openPartialFile, type PartialFile } from './partial-file.js';
import { readJournal, type PartialJournal } from './partial-journal.js';
import { isOrphan, isOwned, nameOwned, nameReleased } from './process-mark.js';
import { namesIn } from './names-in.js';
import { createSmallPartial } from './small-partial.js';
import { isMissing, storeError } from './store-error.js';
import { makeFolder } from './make-folder.js';

/** What decides the bytes of a transfer: its digest, if one is promised, else where it comes from. */
export interface PartialIdentity {
  readonly urls: readonly string[];
  readonly sha256?: string | undefined;
  readonly integrity?: string | undefined;
}

/**
 * Unfinished downloads. Each writer has a folder of its own, `partial/<identity>/<owner>/`, so that no two processes ever
 * write one file; a lock that lies does no harm. Who opens the same identity goes on from what others left: a folder
 * whose owner has surely ended, or let go of it, is taken over by renaming it, which only one can do; what belongs to
 * somebody who may be alive is copied. Copying is safe since ranges in a journal are never written again.
 */
export interface PartialStore {
  /** @throws ZooError `ERR_ZOO_NO_SPACE`, `ERR_ZOO_STORE_IO` */
  open(identity: PartialIdentity): Promise<PartialFile>;
  /** How many bytes of it somebody can go on from. */
  leftBytes(identity: PartialIdentity): Promise<number>;
  /** What is there, of all identities. */
  list(): AsyncIterable<PartialLeftover>;
  /** Removes the folders of identities of which nothing is left. Never throws. */
  tidy(): Promise<void>;
}

/** The folder of one writer. */
export interface PartialLeftover extends FolderUsage {
  /** Absolute. */
  readonly path: string;
  /** Whether it belongs to nobody any more: only then may somebody else move it. `undefined`: nobody can know. */
  readonly isAbandoned: boolean | undefined;
}

const CHECKPOINT_BYTES = 4 * 1024 * 1024;
const MOST_TRIES = 10;

/** How careful a store of unfinished downloads is. */
export interface PartialStoreOptions {
  /** How much a kill may lose, unless less comes in a second. Default 4 MiB. */
  readonly checkpointBytes?: number;
  /** Files up to this size are kept in memory until they are whole. Default: none. */
  readonly smallBytes?: number;
}

export function createPartialStore(
  { partialDir, tempDir }: Pick<HomeLayout, 'partialDir' | 'tempDir'>,
  { checkpointBytes = CHECKPOINT_BYTES, smallBytes = 0 }: PartialStoreOptions = {},
): PartialStore {
  const followers = createHashFollowers();

  async function openLarge(parent: string): Promise<PartialFile> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await openIn(parent, checkpointBytes, followers);
      } catch (error) {
        // Somebody else finished at this moment, and took the empty folder away.
        if (!isMissing(error) || attempt === MOST_TRIES) throw storeError(error, parent);
      }
    }
  }

  return {
    async open(identity) {
      const parent = join(partialDir, hashIdentity(identity));
      // Where somebody left something there is more to go on from than memory.
      if (smallBytes === 0 || existsSync(parent)) return openLarge(parent);
      return createSmallPartial({ tempDir, mostBytes: smallBytes, openLarge: () => openLarge(parent) });
    },
    async leftBytes(identity) {
      const [most] = await findLeft(join(partialDir, hashIdentity(identity)));
      return most === undefined ? 0 : countBytes(most.journal.ranges);
    },
    async *list() {
      for (const identity of await namesIn(partialDir)) {
        const parent = join(partialDir, identity);
        for (const name of await namesIn(parent)) {
          const path = join(parent, name);
          const isAbandoned = (await isOrphan(name)) ? true : (await isOwned(name)) ? false : undefined;
          yield { path, ...(await measureFolder(path)), isAbandoned };
        }
      }
    },
    async tidy() {
      for (const identity of await namesIn(partialDir).catch(() => [])) {
        await rmdir(join(partialDir, identity)).catch(() => undefined);
      }
    },
  };
}

async function openIn(parent: string, checkpointBytes: number, followers: HashFollowers): Promise<PartialFile> {
  await makeFolder(parent);
  const folder = join(parent, await nameOwned());
  const journal = await takeOver(parent, folder);
  const releasedFolder = join(parent, nameReleased());
  return openPartialFile({ folder, releasedFolder, journal, checkpointBytes, followers });
}

/** Makes the folder `own` out of the best that others left, or anew. */
async function takeOver(parent: string, own: string): Promise<PartialJournal | undefined> {
  for (const { name, journal } of await findLeft(parent)) {
    const folder = join(parent, name);
    try {
      if (await isOrphan(name)) {
        await rename(folder, own);
        // Read again: it may have gone on between the first look and the end of its owner.
        return await readJournal(own);
      }
      return await copyLeft(folder, own, journal);
    } catch (error) {
      await rm(own, { recursive: true, force: true });
      // Somebody else was quicker, or its owner finished.
      if (!isMissing(error)) throw error;
    }
  }
  await makeFolder(own);
  return undefined;
}

async function copyLeft(folder: string, own: string, journal: PartialJournal): Promise<PartialJournal> {
  await makeFolder(own);
  const dataFile = `${randomUUID()}.data`;
  await copyFile(join(folder, journal.dataFile), join(own, dataFile), constants.COPYFILE_FICLONE);
  return { ...journal, dataFile };
}

/** What others left of the same identity and can be used, the longest first. */
async function findLeft(parent: string): Promise<{ readonly name: string; readonly journal: PartialJournal }[]> {
  const left: { readonly name: string; readonly journal: PartialJournal }[] = [];
  for (const name of await namesIn(parent)) {
    const journal = await readJournal(join(parent, name));
    if (journal === undefined || journal.ranges.length === 0 || journal.validator === undefined) continue;
    const stats = await stat(join(parent, name, journal.dataFile)).catch(() => undefined);
    // Shorter than it says: somebody changed it.
    if (stats === undefined || stats.size < (journal.ranges.at(-1)?.end ?? 0)) continue;
    left.push({ name, journal });
  }
  return left.toSorted((a, b) => countBytes(b.journal.ranges) - countBytes(a.journal.ranges));
}

function hashIdentity({ urls, sha256, integrity }: PartialIdentity): string {
  const decisive = sha256?.toLowerCase() ?? integrity ?? urls;
  return hash('sha256', JSON.stringify(decisive)).slice(0, 32);
}
