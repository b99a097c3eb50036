import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './atomic-write.js';
import { hasErrorCode, isMissing, storeError } from './store-error.js';
import { syncFolder } from './sync-folder.js';
import { makeFolder } from './make-folder.js';

/**
 * Numbered states of one small file. Each number is given once, by whoever comes first: that is what lets processes change
 * the file at the same time without a lock. A change that was made on top of an older state finds its number taken.
 */
export interface GenerationStore {
  /** The numbers that are there, the newest first. */
  numbers(): Promise<readonly number[]>;
  /** The text of one, `undefined` when it is not there any more. */
  read(number: number): Promise<string | undefined>;
  /**
   * Gives a number to a text, which no other has ever had: it holds something random.
   *
   * @returns whether it was free
   * @throws ZooError `ERR_ZOO_NO_SPACE`, `ERR_ZOO_STORE_IO`
   */
  claim(number: number, text: string): Promise<boolean>;
  /** Removes those below a number. What cannot be removed stays. */
  prune(below: number): Promise<void>;
}

const FILE = 'catalog.json';
const NUMBER = /^[1-9]\d{0,14}$/;

/**
 * A generation is a folder, and giving it its name the decision: no file system puts a folder in the place of one that
 * holds something, while some know no hard links, and none can rename a file on the condition that nothing is there.
 */
export function createGenerationStore(folder: string, tempDir: string): GenerationStore {
  const fileOf = (number: number): string => join(folder, String(number), FILE);

  async function read(number: number): Promise<string | undefined> {
    try {
      return await readFile(fileOf(number), 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storeError(error, fileOf(number));
    }
  }

  async function numbers(): Promise<number[]> {
    try {
      const names = await readdir(folder);
      return names.flatMap((name) => (NUMBER.test(name) ? [Number(name)] : [])).toSorted((a, b) => b - a);
    } catch (error) {
      if (isMissing(error)) return [];
      throw storeError(error, folder);
    }
  }

  return {
    numbers,
    read,
    async claim(number, text) {
      const staging = join(tempDir, crypto.randomUUID());
      try {
        await makeFolder(folder);
        await makeFolder(staging);
        await writeDurably(join(staging, FILE), text);
        await syncFolder(staging);
        const failure: unknown = await rename(staging, join(folder, String(number))).then(
          () => undefined,
          (error: unknown) => error ?? new Error('rename failed'),
        );
        // Network file systems may report the failure of what they did, so what counts is what is there now.
        const current = await read(number);
        if (current === undefined && failure !== undefined && !hasErrorCode(failure, 'ENOTEMPTY', 'EEXIST')) {
          throw failure;
        }
        if (current !== text) return false;
        await syncFolder(folder);
        return true;
      } catch (error) {
        throw storeError(error, folder);
      } finally {
        await rm(staging, { recursive: true, force: true }).catch(() => undefined);
      }
    },
    async prune(below) {
      for (const number of await numbers()) {
        if (number >= below) continue;
        // Moved away first, so that nobody finds an empty folder in the place of a generation.
        const gone = join(tempDir, crypto.randomUUID());
        await rename(join(folder, String(number)), gone).catch(() => undefined);
        await rm(gone, { recursive: true, force: true }).catch(() => undefined);
      }
    },
  };
}
