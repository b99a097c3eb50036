import type { Dispatcher } from 'undici';
import type { BodyLimit } from './body-limits.js';
import { timeoutError, toNetworkError } from './network-error.js';

/** How much of an unwanted body is read to keep its connection, and for how long. */
const DUMP_LIMIT_BYTES = 64 * 1024;
const DUMP_TIMEOUT_MS = 1000;

/** A body that brings less than this, on average over so long, will never end. Stalls are noticed earlier. */
const SLOW: SlowLimit = { bytes: 60 * 1024, overMs: 60_000 };

/** So many bytes must come within a time that is spent waiting for them. */
export interface SlowLimit {
  readonly bytes: number;
  readonly overMs: number;
}

type Body = Dispatcher.ResponseData['body'];

/**
 * The body of a response as a web stream that reads ahead nothing, and fails with what users may see: a ZooError, or the
 * reason of the signal.
 */
export function responseBody(
  body: Body,
  url: URL,
  signal: AbortSignal,
  limit: BodyLimit,
  slow: SlowLimit = SLOW,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let waitedMs = 0;
  let arrivedBytes = 0;
  let totalBytes = 0;
  const chunks: AsyncIterator<Uint8Array<ArrayBuffer>> = body[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const before = performance.now();
          const next = await chunks.next();
          if (next.done === true) {
            controller.close();
            return;
          }
          waitedMs += performance.now() - before;
          arrivedBytes += next.value.byteLength;
          totalBytes += next.value.byteLength;
          if (totalBytes > limit.maxBytes) {
            destroyBody(body);
            throw limit.tooLarge(url);
          }
          if (waitedMs >= slow.overMs) {
            if (arrivedBytes < slow.bytes) {
              destroyBody(body);
              throw timeoutError(url);
            }
            waitedMs = 0;
            arrivedBytes = 0;
          }
          controller.enqueue(next.value);
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
