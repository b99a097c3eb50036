/** Memory of large tensors that came back from the workers, to be written anew: making as much again costs more than writing it. */
export interface BufferPool {
  /** As many bytes, of any content. */
  readonly take: (sizeBytes: number) => ArrayBuffer;
  /** Hands memory over that nobody reads any more. */
  give(buffers: readonly ArrayBuffer[]): void;
  clear(): void;
}

/** What is smaller costs less than keeping it. */
const LEAST_BYTES = 16_384;

/** @param mostBytes That are kept. What came back last is kept, since inputs are often of one size. */
export function createBufferPool(mostBytes: number): BufferPool {
  let kept: ArrayBuffer[] = [];
  let keptBytes = 0;
  return {
    take(sizeBytes) {
      const place = kept.findIndex(({ byteLength }) => byteLength === sizeBytes);
      const [found] = place < 0 ? [] : kept.splice(place, 1);
      if (found === undefined) return new ArrayBuffer(sizeBytes);
      keptBytes -= sizeBytes;
      return found;
    },
    give(buffers) {
      for (const buffer of buffers) {
        if (buffer.byteLength < LEAST_BYTES || buffer.byteLength > mostBytes) continue;
        kept.push(buffer);
        keptBytes += buffer.byteLength;
        while (keptBytes > mostBytes) keptBytes -= kept.shift()?.byteLength ?? 0;
      }
    },
    clear() {
      kept = [];
      keptBytes = 0;
    },
  };
}
