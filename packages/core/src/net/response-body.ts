import type { Dispatcher } from 'undici';
import { toNetworkError } from './network-error.js';

/** How much of an unwanted body is read to keep its connection, and for how long. */
const DUMP_LIMIT_BYTES = 64 * 1024;
const DUMP_TIMEOUT_MS = 1000;

type Body = Dispatcher.ResponseData['body'];

/**
 * The body of a response as a web stream that reads ahead nothing, and fails with what users may see: a ZooError, or the
 * reason of the signal.
 */
export function responseBody(body: Body, url: URL, signal: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks: AsyncIterator<Uint8Array<ArrayBuffer>> = body[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const next = await chunks.next();
          if (next.done === true) controller.close();
          else controller.enqueue(next.value);
        } catch (error) {
          controller.error(signal.aborted ? signal.reason : toNetworkError(error, url));
        }
      },
      cancel() {
        destroyBody(body);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Gets rid of a body that nobody wants, keeping the connection if that is cheap. */
export function dropBody(body: Body): void {
  body.dump({ limit: DUMP_LIMIT_BYTES, signal: AbortSignal.timeout(DUMP_TIMEOUT_MS) }).catch(() => destroyBody(body));
}

/** Closes the connection under a body. */
export function destroyBody(body: Body): void {
  // Its errors have nobody left to go to.
  body.on('error', () => undefined).destroy();
}
