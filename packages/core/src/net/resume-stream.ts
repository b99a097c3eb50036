import { errorFacts, type ZooError } from '../errors/zoo-error.js';
import { withRetries, type RetryOptions } from './retry.js';

const DEFAULT_ATTEMPTS = 4;

/** So much has to arrive after a failure for it not to count any more. */
const PROGRESS_BYTES = 1024 * 1024;

/** The end of some content, as one response brings it. */
export interface StreamPart {
  /** Position of its first byte in the whole: not beyond the one that was asked for, perhaps before it. */
  readonly start: number;
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * The bytes of content that does not change, going on where a connection broke. What came already is not handed on twice.
 * Failures are retried as by {@link withRetries}; those that follow each other without a mebibyte in between count together.
 *
 * @param first - The part from position 0 on, as its response came.
 * @param open - Asks for the rest, from a position on. One attempt. It has to be sure that the content is the same.
 * @throws what `open` or the last part threw, or the signal's reason
 */
export async function* resumeStream(
  first: StreamPart,
  open: (position: number) => Promise<StreamPart>,
  options: Omit<RetryOptions, 'hasProgressed'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { attempts = DEFAULT_ATTEMPTS, isRetryable = (error: ZooError) => errorFacts(error).retryable } = options;
  let position = 0;
  let failedAt = 0;
  let failures = 0;
  let chunks: AsyncIterator<Uint8Array> | undefined = bytesFrom(first, 0);

  async function next(): Promise<IteratorResult<Uint8Array>> {
    chunks ??= bytesFrom(await open(position), position);
    try {
      return await chunks.next();
    } catch (error) {
      chunks = undefined;
      throw error;
    }
  }
  function mayPass(error: ZooError): boolean {
    failures = position - failedAt >= PROGRESS_BYTES ? 1 : failures + 1;
    failedAt = position;
    return failures < attempts && isRetryable(error);
  }

  try {
    for (;;) {
      const { done, value } = await withRetries(next, { ...options, attempts, isRetryable: mayPass });
      if (done === true) return;
      position += value.byteLength;
      yield value;
    }
  } finally {
    await chunks?.return?.();
  }
}

/** What a part has from a position on. */
async function* bytesFrom({ start, bytes }: StreamPart, position: number): AsyncGenerator<Uint8Array, void, undefined> {
  let offset = start;
  for await (const chunk of bytes) {
    const known = Math.min(chunk.byteLength, Math.max(0, position - offset));
    if (known < chunk.byteLength) yield chunk.subarray(known);
    offset += chunk.byteLength;
  }
}
