import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import { extname } from 'node:path';
import { ZooError } from '@modelzoo/core';
import { jsonLine } from '../render/json-text.js';
import { npyHeader } from './npy-header.js';
import { outputError } from './text-sink.js';

/** One row of a file of embeddings. */
export interface WrittenEmbedding {
  readonly filepath: string;
  /** float32. */
  readonly embedding: Float32Array;
}

/** A file that is being written. Unless finished it is gone when disposed. */
export interface EmbeddingFile extends AsyncDisposable {
  write(row: WrittenEmbedding): Promise<void>;
  finish(): Promise<void>;
}

/** Knows the form of a file of embeddings before anything is written. */
export interface EmbeddingWriter {
  open(): Promise<EmbeddingFile>;
}

/**
 * Writes embeddings in the form that the file's ending says.
 * @throws ZooError `ERR_ZOO_USAGE` for an ending that is neither `.npy` nor `.jsonl`
 */
export function createEmbeddingWriter(path: string): EmbeddingWriter {
  const ending = extname(path).toLowerCase();
  if (ending === '.npy') return { open: () => openFile(path, true) };
  if (ending === '.jsonl') return { open: () => openFile(path, false) };
  throw new ZooError('ERR_ZOO_USAGE', `Embeddings are not written as "${ending}".`, {
    hint: 'Give --out a name that ends in .npy or .jsonl.',
  });
}

async function openFile(path: string, isArray: boolean): Promise<EmbeddingFile> {
  const unfinished = `${path}.${process.pid}.partial`;
  const file = await open(unfinished, 'w').catch((cause: unknown) => {
    throw outputError(path, cause);
  });
  let rows = 0;
  let length = 0;
  let isFinished = false;
  // The number of rows is known at the end only: the header is written twice, in the same number of bytes.
  if (isArray) await file.write(npyHeader('<f4', [0, 0]));

  return {
    async write({ filepath, embedding }) {
      if (rows > 0 && embedding.length !== length) {
        throw new ZooError('ERR_ZOO_PREDICT_FAILED', 'The model gave embeddings of different lengths.', {
          details: { filepath, expectedLength: length, actualLength: embedding.length },
        });
      }
      length = embedding.length;
      rows += 1;
      const bytes = isArray ? littleEndian(embedding) : jsonLine({ filepath, embedding: Array.from(embedding) });
      await append(file, bytes);
    },
    async finish() {
      if (isArray) await file.write(npyHeader('<f4', [rows, length]), 0, undefined, 0);
      await file.close();
      await rename(unfinished, path);
      isFinished = true;
    },
    async [Symbol.asyncDispose]() {
      if (isFinished) return;
      await file.close().catch(() => undefined);
      await rm(unfinished, { force: true });
    },
  };
}

async function append(file: FileHandle, content: string | Uint8Array): Promise<void> {
  await file.appendFile(content);
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}
