/** Takes a stream apart into pieces of given lengths. One call at a time. */
export interface ByteReader {
  /** Exactly so many bytes where they are at hand already, without waiting; otherwise `undefined`, and nothing is taken. */
  take(length: number): Uint8Array | undefined;
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

  function take(length: number): Uint8Array | undefined {
    if (rest.length < length) return undefined;
    const piece = rest.subarray(0, length);
    rest = rest.subarray(length);
    return piece;
  }

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
    return take(Math.min(most, rest.length));
  }

  return {
    take,
    readSome,
    async read(length) {
      // Most pieces lie within one chunk, and need no copy.
      const first = take(length) ?? (await readSome(length));
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
