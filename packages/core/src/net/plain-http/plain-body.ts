import { timeoutError } from '../network-error.js';
import type { AnswerBody } from '../transport.js';
import { DUMP_LIMIT_BYTES, DUMP_TIMEOUT_MS } from '../undici-answer.js';
import type { PlainConnection } from './plain-connection.js';

/** What a body is read from. */
export interface PlainBodyOptions {
  readonly url: URL;
  readonly connection: PlainConnection;
  /** What came together with the head. */
  readonly first: Uint8Array<ArrayBuffer>;
  readonly bodyBytes: number;
  readonly stallTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Called once everything was read, and the connection has done what it was to do. */
  readonly onEnd: () => void;
}

/** A body of a length that is known. */
export function plainBody(options: PlainBodyOptions): AnswerBody {
  const { url, connection, first, bodyBytes, stallTimeoutMs, signal } = options;
  let left = bodyBytes;
  let isOver = false;
  const onAbort = (): void => connection.destroy(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const stall = setTimeout(onSilence, stallTimeoutMs);
  if (left === 0) finish(first.length === 0);

  function onSilence(): void {
    // Whoever keeps the connection waiting is not timed.
    if (connection.isAwaited) connection.destroy(timeoutError(url));
  }

  function finish(isClean: boolean): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(stall);
    signal.removeEventListener('abort', onAbort);
    // Bytes beyond the length belong to nothing that was asked for: such a connection is not asked again.
    if (isClean) options.onEnd();
    else connection.destroy();
  }

  async function* pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    let piece: Uint8Array<ArrayBuffer> | undefined = first;
    try {
      while (!isOver) {
        signal.throwIfAborted();
        const wanted: Uint8Array<ArrayBuffer> = piece.subarray(0, left);
        left -= wanted.length;
        if (wanted.length > 0) yield wanted;
        if (left === 0) {
          finish(wanted.length === piece.length);
          return;
        }
        stall.refresh();
        piece = await connection.read();
        if (piece === undefined) throw Object.assign(new Error('The body ended early.'), { code: 'ECONNRESET' });
      }
    } finally {
      finish(false);
    }
  }

  async function readAway(): Promise<void> {
    const timer = setTimeout(() => connection.destroy(), DUMP_TIMEOUT_MS);
    try {
      for await (const piece of pieces()) void piece;
    } catch {
      // It is not wanted, and neither is its end.
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    isReused: true,
    pieces,
    drop() {
      if (left > DUMP_LIMIT_BYTES) finish(false);
      else void readAway();
    },
    destroy: () => finish(false),
  };
}
