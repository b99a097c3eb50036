type Pieces = AsyncIterable<Uint8Array<ArrayBuffer>>;

const PIECES = Symbol('pieces');

/** Notes how the body of a response can be had without a stream. */
export function keepPieces(response: Response, pieces: Pieces): void {
  Object.defineProperty(response, PIECES, { value: pieces });
}

/**
 * The bytes of a response, as quickly as they can be had: for large bodies, in place of `response.body`. A piece is valid only
 * until the next one is asked for. Whoever stops early closes the connection.
 */
export function responseBytes(response: Response & { readonly [PIECES]?: Pieces }): Pieces {
  return response[PIECES] ?? response.body ?? nothing();
}

async function* nothing(): AsyncGenerator<never, void, undefined> {}
