import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 64 * 1024;

/** The bytes of an open file from one position up to another, or up to its end. */
export async function* readRange(
  file: FileHandle,
  start: number,
  end: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  for (let position = start; position < end;) {
    const length = Math.min(CHUNK_BYTES, end - position);
    // A new buffer each time: the consumer may still hold the last one.
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
