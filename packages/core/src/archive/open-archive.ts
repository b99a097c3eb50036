import { open, type FileHandle } from 'node:fs/promises';
import { ZooError } from '../errors/zoo-error.js';
import { isMissing, storeError } from '../store/store-error.js';
import { archiveOverLimit } from './archive-error.js';
import { KIND_HEAD_BYTES } from './archive-kind.js';
import type { ArchiveLimits } from './archive-limits.js';
import { createByteReader } from './byte-reader.js';
import { readRange } from './read-range.js';

/** Where an archive comes from: the path of a file, all its bytes, or a stream of them. */
export type ArchiveInput = string | Uint8Array | AsyncIterable<Uint8Array>;

/** An archive that is ready to be read, once: as a stream or as a file. */
export interface OpenArchive {
  /** Its first {@link KIND_HEAD_BYTES} bytes, or all of them. */
  readonly head: Uint8Array;
  stream(): AsyncIterable<Uint8Array>;
  /** A file to read at any position. What is not one yet is written to `spoolFile` first. */
  file(spoolFile: string): Promise<FileHandle>;
  close(): Promise<void>;
}

/** Bytes of headers and padding that an archive may have for each of its entries. */
const OVERHEAD_BYTES = 4096;

/** Looks at the beginning of an archive, and keeps it for the reader. */
export async function openArchive(input: ArchiveInput, limits: ArchiveLimits): Promise<OpenArchive> {
  return typeof input === 'string' ? openFile(input) : openStream(input, limits);
}

async function openFile(path: string): Promise<OpenArchive> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (!isMissing(error)) throw storeError(error, path);
    throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `There is no archive ${path}.`, { details: { path }, cause: error });
  });
  try {
    const head = await createByteReader(readRange(handle, 0, KIND_HEAD_BYTES)).read(KIND_HEAD_BYTES);
    return {
      head,
      stream: () => readRange(handle, 0),
      file: async () => handle,
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw storeError(error, path);
  }
}

async function openStream(input: Exclude<ArchiveInput, string>, limits: ArchiveLimits): Promise<OpenArchive> {
  const reader = createByteReader(input instanceof Uint8Array ? onlyChunk(input) : input);
  const head = await reader.read(KIND_HEAD_BYTES);
  let spooled: FileHandle | undefined;

  async function* stream(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    for (;;) {
      const piece = await reader.readSome(Number.POSITIVE_INFINITY);
      if (piece === undefined) return;
      yield piece;
    }
  }

  return {
    head,
    stream,
    async file(spoolFile) {
      const mostBytes = limits.maxBytes + limits.maxEntries * OVERHEAD_BYTES;
      spooled = await open(spoolFile, 'wx+', 0o600);
      let sizeBytes = 0;
      for await (const chunk of stream()) {
        sizeBytes += chunk.length;
        if (sizeBytes > mostBytes) {
          throw archiveOverLimit(`The archive itself is larger than ${mostBytes} bytes.`, 'maxBytes', limits.maxBytes);
        }
        await spooled.writeFile(chunk);
      }
      return spooled;
    },
    async close() {
      await spooled?.close();
      await reader.close();
    },
  };
}

async function* onlyChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
