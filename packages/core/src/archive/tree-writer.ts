import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { syncFolder } from '../store/sync-folder.js';
import type { TreeFile } from './archive-entry.js';
import type { EntryCheck } from './entry-check.js';

export interface TreeWriterOptions {
  /** Counts what is written. */
  readonly check: Pick<EntryCheck, 'addOutput'>;
  readonly signal?: AbortSignal | undefined;
  /** Whether files are made so that nobody can write them. Default `false`. */
  readonly readOnly?: boolean | undefined;
  /** Whether everything is on the disk when {@link TreeWriter.finish} resolves. Default `false`. */
  readonly durable?: boolean | undefined;
}

/** Writes files below one folder that nobody else knows, hashing them on the way. */
export interface TreeWriter {
  /**
   * Writes one file whose path was checked. Small ones are written behind the caller's back, a few at a time; the
   * content has been read when it resolves.
   */
  file(
    path: string,
    executable: boolean,
    body: AsyncIterable<Uint8Array>,
    sizeBytes: number | undefined,
  ): Promise<void>;
  folder(path: string): Promise<void>;
  /** Waits for everything. The files are sorted by path. */
  finish(): Promise<TreeFile[]>;
  /** Waits until nothing is written any more, whatever became of it. */
  settle(): Promise<void>;
}

const SMALL_FILE_BYTES = 128 * 1024;
const MOST_AT_ONCE = 8;

/** @param root Absolute path of a folder that is there and empty. */
export function createTreeWriter(root: string, options: TreeWriterOptions): TreeWriter {
  const { check, signal, readOnly = false, durable = false } = options;
  const files: TreeFile[] = [];
  const folders = new Set<string>([root]);
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;

  async function makeFolder(path: string): Promise<void> {
    if (folders.has(path)) return;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o755, recursive: true });
    folders.add(path);
  }

  async function write(path: string, executable: boolean, body: AsyncIterable<Uint8Array>): Promise<void> {
    const target = join(root, ...path.split('/'));
    const mode = (readOnly ? 0o444 : 0o644) | (executable ? 0o111 : 0);
    // Exclusive: never through something that is there already.
    const handle = await open(target, 'wx', mode);
    try {
      const hash = createHash('sha256');
      let sizeBytes = 0;
      for await (const chunk of body) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        await handle.writeFile(chunk);
      }
      if (durable) await handle.sync();
      files.push({ path, sizeBytes, sha256: hash.digest('hex'), executable });
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

  function startSmall(path: string, executable: boolean, chunks: readonly Uint8Array[]): void {
    const writing: Promise<void> = write(path, executable, eachOf(chunks))
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(writing));
    running.add(writing);
  }

  function throwFailure(): void {
    if (failure !== undefined) throw failure.error;
  }

  return {
    async file(path, executable, body, sizeBytes) {
      signal?.throwIfAborted();
      await makeFolder(join(root, ...path.split('/').slice(0, -1)));
      if (sizeBytes === undefined || sizeBytes > SMALL_FILE_BYTES) {
        await write(path, executable, counted(body));
      } else {
        const chunks: Uint8Array[] = [];
        // The chunk may be the reader's own memory, which it uses again.
        for await (const chunk of counted(body)) chunks.push(Uint8Array.from(chunk));
        if (running.size >= MOST_AT_ONCE) await Promise.race(running);
        startSmall(path, executable, chunks);
      }
      throwFailure();
    },
    async folder(path) {
      await makeFolder(join(root, ...path.split('/')));
    },
    async finish() {
      await Promise.all(running);
      throwFailure();
      signal?.throwIfAborted();
      if (durable) {
        const deepestFirst = [...folders].toSorted((a, b) => b.split(sep).length - a.split(sep).length);
        for (const folder of deepestFirst) await syncFolder(folder);
      }
      return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    },
    async settle() {
      await Promise.all(running);
    },
  };
}

async function* eachOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
