import type { Dispatcher } from 'undici';
import type { Answer, AnswerBody } from './transport.js';

/** How much of an unwanted body is read to keep its connection, and for how long. */
export const DUMP_LIMIT_BYTES = 64 * 1024;
export const DUMP_TIMEOUT_MS = 1000;

/** What undici answers, as all transports do. */
export function toAnswer({ statusCode, statusText, headers, body }: Dispatcher.ResponseData): Answer {
  // Its type says otherwise, but answers through a proxy come without one.
  const text = (statusText as string | undefined) ?? '';
  return { statusCode, statusText: text, headers, body: undiciBody(body) };
}

function undiciBody(body: Dispatcher.ResponseData['body']): AnswerBody {
  function destroy(): void {
    // Its errors have nobody left to go to.
    body.on('error', () => undefined).destroy();
  }
  return {
    isReused: false,
    pieces: () => body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array<ArrayBuffer>, unknown, undefined>,
    drop() {
      body.dump({ limit: DUMP_LIMIT_BYTES, signal: AbortSignal.timeout(DUMP_TIMEOUT_MS) }).catch(destroy);
    },
    destroy,
  };
}
