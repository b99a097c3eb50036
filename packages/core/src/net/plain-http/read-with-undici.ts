import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Answer, OneRequest } from '../transport.js';
import { toAnswer } from '../undici-answer.js';
import { MAX_HEADER_BYTES } from '../undici-transport.js';
import type { PlainConnection } from './plain-connection.js';

/**
 * Has undici read an answer of which some was read already: it is given a connection on which the same bytes come once more,
 * and nothing that it sends arrives anywhere.
 */
export async function readWithUndici(
  { url, stallTimeoutMs }: OneRequest,
  connection: PlainConnection,
  first: Uint8Array,
  signal: AbortSignal,
): Promise<Answer> {
  const { Client } = await import('undici');
  const client = new Client(url.origin, {
    // A connection that is there at once surprises it.
    connect: (_, done) => setImmediate(done, null, replay(connection, first) as Socket),
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  try {
    const answer = await client.request({
      path: '/',
      method: 'GET',
      signal,
      headersTimeout: 0,
      bodyTimeout: stallTimeoutMs,
      reset: true,
    });
    answer.body.once('close', () => void client.destroy());
    return toAnswer(answer);
  } catch (error) {
    void client.destroy();
    throw error;
  }
}

function replay(connection: PlainConnection, first: Uint8Array): Duplex {
  let isAsked = false;
  let isAwaited = false;
  let isFirst = true;

  async function next(): Promise<void> {
    try {
      // What the connection reads into is its own.
      const bytes = isFirst ? first : (await connection.read())?.slice();
      isFirst = false;
      socket.push(bytes ?? null);
    } catch (error) {
      socket.destroy(error as Error);
    }
  }

  const socket = new Duplex({
    // An answer that comes before its request is an attack, to whoever reads it.
    read() {
      if (isAsked) void next();
      else isAwaited = true;
    },
    write(_, __, done) {
      done();
      isAsked = true;
      if (isAwaited) void next();
      isAwaited = false;
    },
    destroy(error, done) {
      connection.destroy();
      done(error);
    },
  });
  return socket;
}
