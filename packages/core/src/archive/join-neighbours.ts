/** Pieces are not made larger than this, so that others get their turn. */
const ENOUGH_BYTES = 1024 * 1024;

/**
 * Puts pieces together again that lie side by side in memory, so that there are fewer of them. Nothing is copied. What
 * came before a failure is given before it.
 */
export async function* joinNeighbours(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | undefined;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const piece of pieces) {
      if (held !== undefined && isNeighbour(held, piece)) {
        held = new Uint8Array(held.buffer, held.byteOffset, held.length + piece.length);
        continue;
      }
      const full = held;
      held = piece;
      if (full !== undefined) yield full;
    }
  } catch (error) {
    failure = { error };
  }
  if (held !== undefined) yield held;
  if (failure !== undefined) throw failure.error;
}

function isNeighbour(held: Uint8Array, next: Uint8Array): boolean {
  return held.length < ENOUGH_BYTES && held.buffer === next.buffer && held.byteOffset + held.length === next.byteOffset;
}
