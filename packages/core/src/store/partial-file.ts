import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ByteRange, FileSink, SinkContent } from '../plugins/model-manager.js';
import { addRange, countBytes, hasRange } from './byte-ranges.js';
import type { ChunkDigests } from './chunk-digests.js';
import type { FileDigest } from './digest.js';
import type { HashFollowers } from './hash-followers.js';
import { makeFile } from './make-folder.js';
import { isSameContent, tooLong, tooShort } from './partial-content.js';
import { createPartialHash } from './partial-hash.js';
import { removeJournal, writeJournal, type PartialJournal } from './partial-journal.js';
import { storeError } from './store-error.js';
import { openWrittenLog } from './written-log.js';

/** A download that came to its end. */
export interface CompletedFile extends FileDigest {
  /** Of a small file, which lies nowhere yet. */
  readonly bytes?: Uint8Array | undefined;
  /** Absolute path of the bytes, until the partial file is closed or discarded. Those of a small file are written there first. */
  readonly path: () => Promise<string>;
  /** Digests of its pieces, if they were made on the way. */
  readonly chunks?: ChunkDigests | undefined;
}

/** A download under way, which outlives the process. */
export interface PartialFile extends FileSink {
  /**
   * Ends the transfer: all bytes are there, on the disk, and hashed. A signal stops the hashing, and throws its reason.
   * @throws ZooError `ERR_ZOO_SIZE_MISMATCH` when some are missing; what is there stays
   */
  complete(options?: { readonly signal?: AbortSignal | undefined }): Promise<CompletedFile>;
  /** Removes everything. */
  discard(): Promise<void>;
  /** Lets go, and keeps what somebody can go on from. Does nothing after {@link discard}. Never throws. */
  close(): Promise<void>;
}

export interface PartialFileOptions {
  /** Absolute path of a folder that is there and belongs to this process alone. */
  readonly folder: string;
  /** What the folder is called once nobody owns it. */
  readonly releasedFolder: string;
  /** What is in the folder already. */
  readonly journal: PartialJournal | undefined;
  /** After so many bytes, too, is written down what is there. */
  readonly checkpointBytes: number;
  /** Hash what is written. */
  readonly followers: HashFollowers;
}

/** So many bytes are handed to the system before it is noted that they were. */
const NOTE_BYTES = 1024 * 1024;
/** So often is written down what is there on the disk: a power cut loses what came since. */
const CHECKPOINT_MS = 1000;
/** A disk that is slower than the line holds it up after so many times what makes a checkpoint due. */
const MOST_UNSAFE = 2;

export async function openPartialFile(options: PartialFileOptions): Promise<PartialFile> {
  const { folder, releasedFolder, journal, checkpointBytes, followers } = options;
  let dataFile = journal?.dataFile ?? newDataFile();
  let handle: FileHandle | undefined = await (journal === undefined
    ? makeFile(join(folder, dataFile), 'wx+')
    : open(join(folder, dataFile), 'r+'));
  let content: SinkContent | undefined =
    journal === undefined ? undefined : { validator: journal.validator, sizeBytes: journal.sizeBytes };
  let ranges: readonly ByteRange[] = journal?.ranges ?? [];
  const hash = createPartialHash(followers);
  const written = openWrittenLog(folder);
  let unsafeBytes = 0;
  let unnotedBytes = 0;
  let lastCheckpointMs = performance.now();
  let isCheckpointing = false;
  let checkpointing: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;

  const pathOf = (): string => join(folder, dataFile);
  advanceHash();

  function openHandle(): FileHandle {
    if (handle === undefined) throw new TypeError('The partial file is closed.');
    return handle;
  }

  function throwFailure(): void {
    if (failure !== undefined) throw storeError(failure.error, pathOf());
  }

  function describe(): PartialJournal {
    return {
      formatVersion: 1,
      dataFile,
      ...(content?.validator !== undefined && { validator: content.validator }),
      ...(content?.sizeBytes !== undefined && { sizeBytes: content.sizeBytes }),
      ranges: [...ranges],
    };
  }

  /** Syncs the bytes, and only then writes down that they are there. */
  async function checkpoint(): Promise<void> {
    const safe = describe();
    unsafeBytes = 0;
    lastCheckpointMs = performance.now();
    await openHandle().datasync();
    await writeJournal(folder, safe);
    // Lines that are on the disk now need not be kept; what has come meanwhile does.
    written.clear();
    if (countBytes(ranges) > countBytes(safe.ranges)) written.note(describe());
  }

  /** Begins a checkpoint behind the writer's back, which waits for it only when much has come since the last. */
  async function checkpointIfDue(): Promise<void> {
    if (unsafeBytes < checkpointBytes && performance.now() - lastCheckpointMs < CHECKPOINT_MS) return;
    if (isCheckpointing && unsafeBytes < MOST_UNSAFE * checkpointBytes) return;
    await checkpointing;
    isCheckpointing = true;
    // A sync that failed once is never asked again: the system may have dropped the bytes, and would say yes.
    checkpointing = checkpoint()
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        isCheckpointing = false;
      });
  }

  /** The bytes get a new file: ranges of the old one were written down, and somebody may be copying them. */
  async function startOver(): Promise<void> {
    written.clear();
    await closeHandle();
    await removeJournal(folder);
    await rm(pathOf(), { force: true });
    dataFile = newDataFile();
    handle = await makeFile(pathOf(), 'wx+');
    ranges = [];
    hash.reset();
  }

  async function closeHandle(): Promise<void> {
    hash.reset();
    await written.close();
    await handle?.close();
    handle = undefined;
  }

  /** Into the system's memory, which takes less time than to hand it over to another thread that does it. */
  function writeAll(position: number, bytes: Uint8Array): void {
    const { fd } = openHandle();
    for (let done = 0; done < bytes.length;) {
      done += writeSync(fd, bytes, done, bytes.length - done, position + done);
    }
    ranges = addRange(ranges, { start: position, end: position + bytes.length });
    unsafeBytes += bytes.length;
    unnotedBytes += bytes.length;
    if (unnotedBytes >= NOTE_BYTES) {
      unnotedBytes = 0;
      written.note(describe());
    }
    advanceHash();
  }

  function advanceHash(): void {
    const [first] = ranges;
    if (first?.start === 0) hash.advance(pathOf(), first.end);
  }

  async function remove(): Promise<void> {
    await closeHandle();
    await rm(folder, { recursive: true, force: true });
    // Only when nobody else has anything there.
    await rmdir(dirname(folder)).catch(() => undefined);
  }

  return {
    get resume() {
      return ranges.length === 0 ? undefined : content;
    },
    get present() {
      return ranges;
    },
    async begin(next) {
      await checkpointing;
      throwFailure();
      try {
        if (ranges.length > 0 && !isSameContent(content, next)) await startOver();
      } catch (error) {
        throw storeError(error, pathOf());
      }
      content = {
        validator: next.validator,
        sizeBytes: next.sizeBytes ?? (ranges.length > 0 ? content?.sizeBytes : undefined),
      };
    },
    async write(position, bytes) {
      throwFailure();
      if (content === undefined) throw new TypeError('begin() comes before write().');
      if (content.sizeBytes !== undefined && position + bytes.length > content.sizeBytes)
        throw tooLong(content.sizeBytes);
      // A server that knows no ranges sends again what is there.
      if (hasRange(ranges, { start: position, end: position + bytes.length })) return;
      // What is written again may have been hashed already.
      if (position < (ranges[0]?.start === 0 ? ranges[0].end : 0)) hash.reset();
      try {
        writeAll(position, bytes);
      } catch (error) {
        failure ??= { error };
      }
      throwFailure();
      await checkpointIfDue();
    },
    async complete({ signal } = {}) {
      await checkpointing;
      throwFailure();
      const sizeBytes = content?.sizeBytes ?? ranges.at(-1)?.end ?? 0;
      const doneBytes = countBytes(ranges);
      if (content === undefined || doneBytes !== sizeBytes) throw tooShort(doneBytes, content?.sizeBytes);
      try {
        // A copy of somebody else's file may have more after the ranges that were written down.
        await openHandle().truncate(sizeBytes);
        // The disk writes while the rest is hashed.
        const [digests] = await Promise.all([hash.digest(pathOf(), sizeBytes, signal), checkpoint()]);
        // Windows moves no file that is open.
        await closeHandle();
        return { path: () => Promise.resolve(pathOf()), sizeBytes, ...digests };
      } catch (error) {
        signal?.throwIfAborted();
        throw storeError(error, pathOf());
      }
    },
    async discard() {
      await checkpointing;
      await remove().catch((error: unknown) => {
        throw storeError(error, folder);
      });
    },
    async close() {
      await checkpointing;
      try {
        // Without a validator nobody could tell later what the bytes are part of.
        if (ranges.length === 0 || content?.validator === undefined) return await remove();
        if (handle !== undefined && failure === undefined && unsafeBytes > 0) await checkpoint();
        await closeHandle();
        await rename(folder, releasedFolder);
      } catch {
        // What was written down before is as true as it was; there is nothing to be done about the rest.
        await closeHandle().catch(() => undefined);
      }
    },
  };
}

function newDataFile(): string {
  return `${randomUUID()}.data`;
}
