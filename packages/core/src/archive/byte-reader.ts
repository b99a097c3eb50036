/** Takes a stream apart into pieces of given lengths. One call at a time. */
export interface ByteReader {
  /** Exactly so many bytes, or fewer where the stream ends. */
  read(length: number): Promise<Uint8Array>;
  /** At least one byte and at most so many, as they come; `undefined` at the end. */
  readSome(most: number): Promise<Uint8Array | undefined>;
  /** Lets the stream go. */
  close(): Promise<void>;
}

/** Holds no more than one chunk of the stream and the piece that is being put together. */
export function createByteReader(chunks: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  let ended = false;

  async function readSome(most: number): Promise<Uint8Array | undefined> {
    while (rest.length === 0) {
      if (ended) return undefined;
      const next = await iterator.next();
      if (next.done === true) {
        ended = true;
        return undefined;
      }
      rest = next.value;
    }
    const piece = rest.subarray(0, most);
    rest = rest.subarray(piece.length);
    return piece;
  }

  return {
    readSome,
    async read(length) {
      // Most pieces lie within one chunk, and need no copy.
      const first = await readSome(length);
      if (first === undefined || first.length === length) return first ?? new Uint8Array();
      const pieces = [first];
      for (let missing = length - first.length; missing > 0;) {
        const piece = await readSome(missing);
        if (piece === undefined) break;
        pieces.push(piece);
        missing -= piece.length;
      }
      return Buffer.concat(pieces);
    },
    async close() {
      await iterator.return?.();
    },
  };
}
