import { createHash, hash } from 'node:crypto';
import { closeSync, fsync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { syncFolder } from '../store/sync-folder.js';
import type { ArchiveEntry, TreeFile } from './archive-entry.js';
import type { EntryCheck } from './entry-check.js';
import { createWritingThread, type NewFile } from './writing-thread.js';

export interface TreeWriterOptions {
  /** Counts what is written. */
  readonly check: Pick<EntryCheck, 'addOutput'>;
  readonly signal?: AbortSignal | undefined;
  /** Whether files are made so that nobody can write them. Default `false`. */
  readonly readOnly?: boolean | undefined;
  /** Whether everything is on the disk when {@link TreeWriter.finish} resolves. Default `false`. */
  readonly durable?: boolean | undefined;
}

/** What an archive, or somebody else, has to say about the bytes of a file. */
export type FileContent = Pick<ArchiveEntry, 'body' | 'outlives' | 'sizeBytes'>;

/** Writes files below one folder that nobody else knows, hashing them on the way. */
export interface TreeWriter {
  /** Writes one file whose path was checked. The content has been read when it resolves, unless it outlives the entry. */
  file(path: string, executable: boolean, content: FileContent): Promise<void>;
  folder(path: string): void;
  /** Waits for everything. The files are sorted by path. */
  finish(): Promise<TreeFile[]>;
  /** Waits until nothing is written any more, whatever became of it. */
  settle(): Promise<void>;
}

const SMALL_FILE_BYTES = 128 * 1024;
/** Files that are flushed to the disk at once. */
const MOST_SYNCING = 16;
/** Large files that are read, hashed and written at once. */
const MOST_LARGE = 3;
/** How long small files are written without letting anything else happen. */
const SLICE_MS = 4;

/**
 * Small files are written synchronously, in short slices: for each of them, three trips to another thread take several
 * times as long as the work itself.
 *
 * @param root Absolute path of a folder that is there and empty.
 */
export function createTreeWriter(root: string, options: TreeWriterOptions): TreeWriter {
  const { check, signal, readOnly = false, durable = false } = options;
  const files: TreeFile[] = [];
  const folders = new Set<string>(['']);
  const syncing = new Set<Promise<void>>();
  const large = new Set<Promise<void>>();
  const thread = durable ? undefined : createWritingThread();
  let failure: { readonly error: unknown } | undefined;
  let sliceEnd = 0;

  function makeFolder(path: string): void {
    if (folders.has(path)) return;
    makeFolder(parentOf(path));
    mkdirSync(join(root, path), { mode: 0o755, recursive: true });
    folders.add(path);
  }

  function modeOf(executable: boolean): number {
    return (readOnly ? 0o444 : 0o644) | (executable ? 0o111 : 0);
  }

  async function writeSmall(path: string, executable: boolean, bytes: Uint8Array): Promise<void> {
    const sizeBytes = bytes.length;
    const file = {
      path: `${root}${sep}${path}`,
      mode: modeOf(executable),
      bytes,
      onWritten: (sha256: string) => files.push({ path, sizeBytes, sha256, executable }),
    };
    if (thread?.offer(file) !== true) writeHere(file);
    if (syncing.size >= MOST_SYNCING) await Promise.race(syncing);
    await giveWay();
  }

  function writeHere({ path, mode, bytes, onWritten }: NewFile): void {
    // Exclusive: never through something that is there already.
    const descriptor = openSync(path, 'wx', mode);
    try {
      if (bytes.length > 0) writeFileSync(descriptor, bytes);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    if (durable) syncBehind(descriptor);
    else closeSync(descriptor);
    onWritten(hash('sha256', bytes));
  }

  /** Flushes and closes a file behind the caller's back. */
  function syncBehind(descriptor: number): void {
    const syncAndClose = async () => {
      try {
        await promisify(fsync)(descriptor);
      } finally {
        closeSync(descriptor);
      }
    };
    runBehind(syncing, syncAndClose());
  }

  function runBehind(running: Set<Promise<void>>, work: Promise<void>): void {
    const settled: Promise<void> = work
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(settled));
    running.add(settled);
  }

  async function writeLarge(path: string, executable: boolean, body: AsyncIterable<Uint8Array>): Promise<void> {
    const handle = await open(join(root, path), 'wx', modeOf(executable));
    try {
      const sha256 = createHash('sha256');
      let sizeBytes = 0;
      for await (const chunk of body) {
        const writing = handle.writeFile(chunk);
        sha256.update(chunk);
        sizeBytes += chunk.length;
        await writing;
      }
      if (durable) await handle.sync();
      files.push({ path, sizeBytes, sha256: sha256.digest('hex'), executable });
    } finally {
      await handle.close();
    }
  }

  async function* counted(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      signal?.throwIfAborted();
      check.addOutput(chunk.length);
      yield chunk;
    }
  }

  async function giveWay(): Promise<void> {
    if (performance.now() < sliceEnd) return;
    await setImmediate();
    signal?.throwIfAborted();
    sliceEnd = performance.now() + SLICE_MS;
  }

  function throwFailure(): void {
    if (failure !== undefined) throw failure.error;
  }

  return {
    async file(path, executable, { body, sizeBytes, outlives = false }) {
      signal?.throwIfAborted();
      throwFailure();
      makeFolder(parentOf(path));
      const content = body();
      if (content instanceof Uint8Array) {
        check.addOutput(content.length);
        await writeSmall(path, executable, content);
      } else if (sizeBytes !== undefined && sizeBytes <= SMALL_FILE_BYTES) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of counted(content)) chunks.push(chunk);
        await writeSmall(path, executable, Buffer.concat(chunks));
      } else if (outlives) {
        if (large.size >= MOST_LARGE) await Promise.race(large);
        runBehind(large, writeLarge(path, executable, counted(content)));
      } else {
        await writeLarge(path, executable, counted(content));
      }
    },
    folder: makeFolder,
    async finish() {
      await Promise.all([...large, ...syncing, thread?.finish()]);
      throwFailure();
      signal?.throwIfAborted();
      if (durable) {
        const deepestFirst = [...folders].toSorted((a, b) => b.length - a.length);
        for (const folder of deepestFirst) await syncFolder(join(root, folder));
      }
      return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    },
    async settle() {
      await Promise.all([...large, ...syncing, thread?.end()]);
    },
  };
}

function parentOf(path: string): string {
  const parent = posix.dirname(path);
  return parent === '.' ? '' : parent;
}
