import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

/** Reads a file at any position, most often without a trip to another thread: what comes next is mostly at hand. */
export interface WindowReader {
  /** Exactly so many bytes where they are at hand, otherwise `undefined`. They are good until the next call. */
  take(position: number, length: number): Uint8Array | undefined;
  /** So many bytes, or fewer where the file ends. */
  read(position: number, length: number): Promise<Uint8Array>;
}

/** @param windowBytes How much is read at once. */
export function createWindowReader(file: FileHandle, windowBytes: number): WindowReader {
  let start = 0;
  let window: Uint8Array = new Uint8Array();

  function take(position: number, length: number): Uint8Array | undefined {
    const offset = position - start;
    return offset >= 0 && offset + length <= window.length ? window.subarray(offset, offset + length) : undefined;
  }

  return {
    take,
    async read(position, length) {
      const taken = take(position, length);
      if (taken !== undefined) return taken;
      // New memory each time: what was read before may still be in use.
      const bytes = Buffer.allocUnsafeSlow(Math.max(length, windowBytes));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      start = position;
      window = bytes.subarray(0, filled);
      return window.subarray(0, Math.min(length, filled));
    },
  };
}

/** A {@link WindowReader} as yauzl wants it. */
export class ZipReader extends RandomAccessReader {
  readonly #window: WindowReader;

  constructor(window: WindowReader) {
    super();
    this.#window = window;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    const taken = this.#window.take(position, length);
    if (taken !== undefined) {
      buffer.set(taken, offset);
      callback(null, length);
      return;
    }
    void this.#readLater(buffer, offset, length, position).then(
      (bytesRead) => process.nextTick(callback, null, bytesRead),
      (error: unknown) => process.nextTick(callback, error),
    );
  }

  async #readLater(buffer: Buffer, offset: number, length: number, position: number): Promise<number> {
    const bytes = await this.#window.read(position, length);
    buffer.set(bytes, offset);
    return bytes.length;
  }
}
