import type { BodyLimit } from './body-limits.js';
import { timeoutError, toNetworkError } from './network-error.js';
import type { AnswerBody } from './transport.js';

/** A body that brings less than this, on average over so long, will never end. Stalls are noticed earlier. */
const SLOW: SlowLimit = { bytes: 60 * 1024, overMs: 60_000 };

/** So many bytes must come within a time that is spent waiting for them. */
export interface SlowLimit {
  readonly bytes: number;
  readonly overMs: number;
}

/** Hears of all bytes that arrive, and may hold them up. */
export interface Traffic {
  arrived(bytes: number, signal: AbortSignal): Promise<void> | undefined;
}

/** Whose body it is, and how much of it may come how slowly. */
export interface BodyFacts {
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly limit: BodyLimit;
  readonly traffic?: Traffic | undefined;
  readonly slow?: SlowLimit;
}

/**
 * The body of a response, piece by piece, each valid until the next one is asked for. Reads ahead nothing; fails with what users may see: a ZooError, or the reason of
 * the signal. Whoever stops early closes the connection.
 */
export async function* bodyPieces(
  body: AnswerBody,
  { url, signal, limit, traffic, slow = SLOW }: BodyFacts,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let waitedMs = 0;
  let arrivedBytes = 0;
  let totalBytes = 0;
  try {
    const pieces = body.pieces();
    for (;;) {
      const before = performance.now();
      const next = await pieces.next();
      if (next.done === true) return;
      waitedMs += performance.now() - before;
      arrivedBytes += next.value.byteLength;
      totalBytes += next.value.byteLength;
      if (totalBytes > limit.maxBytes) throw limit.tooLarge(url);
      if (waitedMs >= slow.overMs) {
        if (arrivedBytes < slow.bytes) throw timeoutError(url);
        waitedMs = 0;
        arrivedBytes = 0;
      }
      await traffic?.arrived(next.value.byteLength, signal);
      yield next.value;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : toNetworkError(error, url);
  } finally {
    // Closes nothing that was read to its end.
    body.destroy();
  }
}

/** {@link bodyPieces} as the body of a standard response. */
export function bodyStream(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>,
  body: AnswerBody,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await pieces.next();
        if (next.done === true) controller.close();
        else controller.enqueue(body.isReused ? next.value.slice() : next.value);
      },
      cancel() {
        body.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
