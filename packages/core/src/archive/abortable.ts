/**
 * The same chunks, but an abort ends the wait for the next one at once, however stuck the stream is.
 *
 * @throws the signal's reason
 */
export async function* abortable(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (signal === undefined) {
    yield* chunks;
    return;
  }
  const iterator = chunks[Symbol.asyncIterator]();
  let giveUp: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  // It is looked at only in the race below, which may be over when the signal comes.
  aborted.catch(() => undefined);
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    if (giveUp !== undefined) signal.removeEventListener('abort', giveUp);
    // Not waited for: a stream that is stuck does not return either.
    iterator.return?.().catch(() => undefined);
  }
}
