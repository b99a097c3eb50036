import { hash, randomUUID } from 'node:crypto';
import { rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { SinkContent } from '../plugins/model-manager.js';
import { addRange, countBytes } from './byte-ranges.js';
import { makeFile, makeFolder } from './make-folder.js';
import type { PartialFile } from './partial-file.js';
import { isSameContent, tooLong, tooShort } from './partial-content.js';
import { isMissing, storeError } from './store-error.js';

/** The folder is there nearly always, so that it is not looked for first. */
async function makeFileIn(folder: string, file: string): Promise<FileHandle> {
  try {
    return await makeFile(file, 'wx');
  } catch (error) {
    if (!isMissing(error)) throw error;
    await makeFolder(folder);
    return makeFile(file, 'wx');
  }
}

export interface SmallPartialOptions {
  /** Of files that nobody waits for yet. */
  readonly tempDir: string;
  /** What is larger is written as it comes. */
  readonly mostBytes: number;
  /** Opens a file for that. */
  readonly openLarge: () => Promise<PartialFile>;
}

/**
 * A download that is kept in memory until it is whole, if it is small: then bringing it again costs less than keeping track of
 * it. What turns out to be large goes on as a partial file.
 */
export function createSmallPartial({ tempDir, mostBytes, openLarge }: SmallPartialOptions): PartialFile {
  let large: PartialFile | undefined;
  let content: (SinkContent & { readonly sizeBytes: number }) | undefined;
  let buffer = Buffer.alloc(0);
  let ranges: ReturnType<typeof addRange> = [];
  let isDiscarded = false;
  /** Only for who cannot do with the bytes. */
  let file: string | undefined;

  /** Somebody may go on with what came before it broke off, or want other files of an archive. */
  async function spill(known: SinkContent): Promise<PartialFile | undefined> {
    if (ranges.length === 0) return undefined;
    const spilled = await openLarge();
    await spilled.begin(known);
    for (const { start, end } of ranges) await spilled.write(start, buffer.subarray(start, end));
    return spilled;
  }

  async function writeOut(): Promise<string> {
    try {
      const path = join(tempDir, randomUUID());
      const handle = await makeFileIn(tempDir, path);
      file = path;
      try {
        await handle.writeFile(buffer);
      } finally {
        await handle.close();
      }
      return path;
    } catch (error) {
      throw storeError(error, tempDir);
    }
  }

  async function removeFile(): Promise<void> {
    if (file !== undefined) await rm(file, { force: true }).catch(() => undefined);
  }

  return {
    get resume() {
      return large === undefined ? (ranges.length === 0 ? undefined : content) : large.resume;
    },
    get present() {
      return large === undefined ? ranges : large.present;
    },
    async begin(next) {
      const { sizeBytes } = next;
      if (large === undefined && sizeBytes !== undefined && sizeBytes <= mostBytes) {
        if (!isSameContent(content, next)) {
          // What is not written is not read.
          buffer = Buffer.allocUnsafe(sizeBytes);
          ranges = [];
        }
        content = { ...next, sizeBytes };
        return;
      }
      large ??= await openLarge();
      await large.begin(next);
    },
    async write(position, bytes) {
      if (large !== undefined) return large.write(position, bytes);
      if (content === undefined) throw new TypeError('begin() comes before write().');
      const end = position + bytes.length;
      if (end > content.sizeBytes) throw tooLong(content.sizeBytes);
      buffer.set(bytes, position);
      ranges = addRange(ranges, { start: position, end });
    },
    async complete(options) {
      if (large !== undefined) return large.complete(options);
      const doneBytes = countBytes(ranges);
      if (content === undefined || doneBytes !== content.sizeBytes) throw tooShort(doneBytes, content?.sizeBytes);
      return { bytes: buffer, path: writeOut, sizeBytes: buffer.length, sha256: hash('sha256', buffer, 'hex') };
    },
    async discard() {
      isDiscarded = true;
      await large?.discard();
      await removeFile();
    },
    async close() {
      try {
        if (large === undefined && content?.validator !== undefined && !isDiscarded) large = await spill(content);
      } catch {
        // Then it is brought again.
      }
      await large?.close();
      await removeFile();
    },
  };
}
