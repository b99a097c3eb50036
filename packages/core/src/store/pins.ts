import { appendFile, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from './atomic-write.js';
import type { HomeLayout } from './home-layout.js';
import { measureFolder, type FolderUsage } from './measure-folder.js';
import { isOrphan, isOwned, nameOwned, nameReleased } from './process-mark.js';
import { namesIn } from './names-in.js';
import { makeFile, makeFolder } from './make-folder.js';

/**
 * The blobs of downloads that are not finished: no receipt names them yet, and still they must not go. Each process has a
 * file in `pins/`, with a digest on each line; what a killed one leaves counts for as long as other parts of unfinished
 * downloads do.
 */
export interface Pins {
  /** Returns when everybody can see it. Never throws: without it a collection of garbage costs another download. */
  add(sha256: string): Promise<void>;
  /** A receipt names them now, or they are gone. Never throws. */
  remove(sha256s: readonly string[]): Promise<void>;
  /** Leaves what is still pinned to whoever goes on with that download. Never throws. */
  close(): Promise<void>;
}

/** Nothing is written before the first digest is. */
export function createPins({ pinsDir }: Pick<HomeLayout, 'pinsDir'>): Pins {
  const pinned = new Set<string>();
  const unsaid: string[] = [];
  let adding: Promise<void> | undefined;
  let file: Promise<string> | undefined;
  /** Changes of the file, one after the other. */
  let changing: Promise<void> = Promise.resolve();

  function change(step: () => Promise<void>): Promise<void> {
    changing = changing.then(step).catch(() => undefined);
    return changing;
  }

  return {
    add(sha256) {
      if (pinned.has(sha256)) return changing;
      pinned.add(sha256);
      unsaid.push(sha256);
      // What comes while another change is under way is said in one go.
      adding ??= change(async () => {
        const lines = unsaid.splice(0).map((each) => `${each}\n`);
        adding = undefined;
        file ??= makePinFile(pinsDir);
        await appendFile(await file, lines.join(''));
      });
      return adding;
    },
    async remove(sha256s) {
      const removed = sha256s.filter((sha256) => pinned.delete(sha256));
      if (removed.length === 0) return;
      await change(async () => {
        if (file === undefined) return;
        const path = await file;
        if (pinned.size > 0) {
          // Whoever reads it meets the old lines or the new ones.
          await writeFileAtomic(path, [...pinned].map((sha256) => `${sha256}\n`).join(''));
        } else {
          await rm(path, { force: true });
          file = undefined;
        }
      });
    },
    async close() {
      await change(async () => {
        if (file !== undefined) await rename(await file, join(pinsDir, nameReleased()));
        file = undefined;
        pinned.clear();
      });
    },
  };
}

async function makePinFile(pinsDir: string): Promise<string> {
  await makeFolder(pinsDir);
  const path = join(pinsDir, await nameOwned());
  await (await makeFile(path, 'wx')).close();
  return path;
}

/** What one process has pinned. */
export interface PinnedBlobs extends FolderUsage {
  /** Absolute. */
  readonly path: string;
  readonly sha256s: readonly string[];
  /** Whether it belongs to nobody any more; `undefined` when nobody can know. */
  readonly isAbandoned: boolean | undefined;
}

/** What all processes have pinned. @throws ZooError `ERR_ZOO_STORE_IO` */
export async function listPins({ pinsDir }: Pick<HomeLayout, 'pinsDir'>): Promise<readonly PinnedBlobs[]> {
  const pins: PinnedBlobs[] = [];
  for (const name of await namesIn(pinsDir)) {
    const path = join(pinsDir, name);
    const text = await readFile(path, 'utf8').catch(() => '');
    const isAbandoned = (await isOrphan(name)) ? true : (await isOwned(name)) ? false : undefined;
    const sha256s = text.split('\n').filter((line) => line !== '');
    pins.push({ path, sha256s, isAbandoned, ...(await measureFolder(path)) });
  }
  return pins;
}
