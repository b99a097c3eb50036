import type { LookupFunction } from 'node:net';
import type { Transport } from '../transport.js';
import { MAX_HEADER_BYTES } from '../undici-transport.js';
import { createIdleConnections } from './idle-connections.js';
import { plainBody } from './plain-body.js';
import { openPlainConnection, type PlainConnection } from './plain-connection.js';
import { readWithUndici } from './read-with-undici.js';
import { readResponseHead, type ResponseHead } from './response-head.js';
import { writeRequestHead } from './request-head.js';

/** As much of an answer as was needed to see what it is, and where the rest of it comes from. */
interface Asked {
  readonly connection: PlainConnection;
  /** `undefined` for what is not usual. */
  readonly head: ResponseHead | undefined;
  /** All bytes that were read. */
  readonly read: Uint8Array;
  /** Those of them that came after the head. */
  readonly rest: Uint8Array<ArrayBuffer>;
}

/**
 * Brings weights, straight from the socket: streams and their copies would cost more than the transfer itself. Does only the
 * usual, answers of HTTP/1.1 with a length; whatever else comes back is read by undici, from the same connection.
 *
 * @param fallback - Sends all other requests. Is closed together with this one.
 */
export function createPlainTransport(
  lookup: LookupFunction,
  authorities: readonly string[] | undefined,
  fallback: Transport,
): Transport {
  const idle = createIdleConnections();
  const closing = new AbortController();

  /** Asks over a connection that is open already, if there is one. */
  async function ask(url: URL, text: string, signal: AbortSignal): Promise<Asked> {
    const known = idle.take(url.origin);
    const connection = known ?? (await openPlainConnection(url, { lookup, authorities }, signal));
    const onAbort = (): void => connection.destroy(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      signal.throwIfAborted();
      connection.send(text);
      return { connection, ...(await readHead(connection)) };
    } catch (error) {
      connection.destroy();
      // The server closed it just when it was to be used again.
      if (known !== undefined && !connection.hasAnswered && !signal.aborted) return await ask(url, text, signal);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    async send(request, given) {
      const { url, stallTimeoutMs } = request;
      const { origin } = url;
      const text = writeRequestHead(request);
      if (text === undefined) return await fallback.send(request, given);
      const signal = AbortSignal.any([given, closing.signal]);
      const { connection, head, read, rest } = await ask(url, text, signal);
      if (head === undefined) return await readWithUndici(request, connection, read, signal);
      const { statusCode, statusText, headers, bodyBytes, keepsAlive } = head;
      const onEnd = (): void => (keepsAlive ? idle.keep(origin, connection) : connection.destroy());
      const body = plainBody({ url, connection, first: rest, bodyBytes, stallTimeoutMs, signal, onEnd });
      return { statusCode, statusText, headers, body };
    },
    async close() {
      idle.close();
      closing.abort(new Error('The connections were closed.'));
      await fallback.close();
    },
  };
}

async function readHead(connection: PlainConnection): Promise<Omit<Asked, 'connection'>> {
  let read = Buffer.alloc(0);
  for (;;) {
    const more = await connection.read();
    if (more === undefined && read.length === 0) throw failure('ECONNRESET', 'There was no answer.');
    // What ends in its head is not usual, either.
    if (more === undefined) return { head: undefined, read, rest: new Uint8Array() };
    const before = read.length;
    read = Buffer.concat([read, more]);
    const end = read.indexOf('\r\n\r\n');
    if (end > MAX_HEADER_BYTES || (end < 0 && read.length > MAX_HEADER_BYTES))
      throw failure('UND_ERR_HEADERS_OVERFLOW', 'The head is too large.');
    if (end < 0) continue;
    const head = readResponseHead(read.toString('utf8', 0, end));
    return { head, read, rest: more.subarray(end + 4 - before) };
  }
}

/** With the codes that undici has. */
function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
