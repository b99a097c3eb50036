import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import { extname } from 'node:path';
import { ZooError } from '@modelzoo/core';
import type { InputFile } from '../inputs/find-inputs.js';
import { jsonLine } from '../render/json-text.js';
import { rowError } from './json-lines-writer.js';
import { npyHeader } from './npy-header.js';
import { cutAt, outputError } from './text-sink.js';
import type { WriterState } from './writer-state.js';

/** The embedding of one input, float32, or why there is none. */
export type EmbeddingRow = InputFile &
  ({ readonly embedding: Float32Array; readonly error?: undefined } | { readonly error: Error });

/** Takes embeddings as they come, in input order. */
export interface EmbeddingWriter {
  write(row: EmbeddingRow): Promise<void>;
  /** As for results: see `ResultWriter`. */
  checkpoint(): Promise<WriterState>;
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Forms of a file of embeddings. */
export type EmbeddingFormat = 'npy' | 'jsonl';

/** @throws ZooError `ERR_ZOO_USAGE` for an ending that is neither `.npy` nor `.jsonl` */
export function embeddingFormat(path: string): EmbeddingFormat {
  const ending = extname(path).toLowerCase();
  if (ending === '.npy') return 'npy';
  if (ending === '.jsonl') return 'jsonl';
  throw new ZooError('ERR_ZOO_USAGE', `Embeddings are not written as "${ending}".`, {
    hint: 'Give --out a name that ends in .npy or .jsonl.',
  });
}

/**
 * Writes embeddings in the form that the file's ending says. In an array an input that failed is a row of NaN, so that the
 * rows are those of the inputs. Until it is finished the file is called `<path>.partial`.
 *
 * @param state Where an earlier writer was: what it wrote after that is cut off. Default: from the beginning.
 * @throws ZooError `ERR_ZOO_USAGE`, `ERR_ZOO_OUTPUT_FAILED`
 */
export async function createEmbeddingWriter(path: string, state?: WriterState): Promise<EmbeddingWriter> {
  const isArray = embeddingFormat(path) === 'npy';
  const unfinished = `${path}.partial`;
  const file = await openAt(path, unfinished, state?.bytes);
  let { bytes = 0, rows = 0, length = 0 } = state ?? {};
  let isFinished = false;

  async function append(content: Uint8Array): Promise<void> {
    await file.write(content, 0, content.length, bytes);
    bytes += content.length;
  }

  // The number of rows is known at the end only: the header is written again, in the same number of bytes.
  if (isArray && state === undefined) await append(npyHeader('<f4', [0, 0]));

  return {
    async write({ filepath, absolutePath, ...row }) {
      if (row.error === undefined) {
        const isFirst = length === 0;
        if (!isFirst && row.embedding.length !== length) throw differentLengths(filepath, length, row.embedding.length);
        length = row.embedding.length;
        // Those that failed before anybody knew how long a row is.
        if (isArray && isFirst) for (let failed = 0; failed < rows; failed += 1) await append(emptyRow(length));
      }
      if (isArray) await append(row.error === undefined ? littleEndian(row.embedding) : emptyRow(length));
      else await append(Buffer.from(jsonLine(embeddingLine({ filepath, absolutePath, ...row }))));
      rows += 1;
    },
    async checkpoint() {
      await file.datasync();
      return { bytes, rows, length };
    },
    async finish() {
      const header = npyHeader('<f4', [rows, length]);
      if (isArray) await file.write(header, 0, header.length, 0);
      await file.datasync();
      await rename(unfinished, path);
      isFinished = true;
    },
    async close() {
      await file.close();
      if (!isFinished && rows === 0) await rm(unfinished, { force: true });
    },
  };
}

async function openAt(path: string, unfinished: string, keepBytes = 0): Promise<FileHandle> {
  try {
    if (keepBytes > 0) {
      // The earlier run may have ended right after its last step.
      const isThere = await stat(unfinished).then(
        () => true,
        () => false,
      );
      if (!isThere) await rename(path, unfinished).catch(() => undefined);
      await cutAt(unfinished, path, keepBytes);
    }
    return await open(unfinished, keepBytes > 0 ? 'r+' : 'w');
  } catch (cause) {
    throw outputError(path, cause);
  }
}

/** A row as a line of JSON holds it. */
export function embeddingLine({ filepath, ...row }: EmbeddingRow): unknown {
  if (row.error !== undefined) return { filepath, error: rowError(row.error) };
  return { filepath, embedding: Array.from(row.embedding) };
}

function emptyRow(length: number): Uint8Array {
  return littleEndian(new Float32Array(length).fill(Number.NaN));
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}

function differentLengths(filepath: string, expectedLength: number, actualLength: number): ZooError {
  return new ZooError('ERR_ZOO_PREDICT_FAILED', 'The model gave embeddings of different lengths.', {
    details: { filepath, expectedLength, actualLength },
  });
}
