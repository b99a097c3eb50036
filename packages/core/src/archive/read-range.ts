import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 1024 * 1024;

/**
 * The bytes of an open file from one position up to another, or up to its end. The next ones are read while the consumer
 * is at work on the last.
 */
export async function* readRange(
  file: FileHandle,
  start: number,
  end: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  const read = (position: number) => {
    const length = Math.max(0, Math.min(CHUNK_BYTES, end - position));
    // A new buffer each time: the consumer may still hold the last one.
    const reading = file.read(Buffer.allocUnsafeSlow(length), 0, length, position);
    // Whether anybody asks for it is not known yet.
    reading.catch(() => undefined);
    return reading;
  };
  let position = start;
  let next = read(position);
  try {
    while (position < end) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      position += bytesRead;
      next = read(position);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // The file may be closed after this.
    await next.catch(() => undefined);
  }
}
