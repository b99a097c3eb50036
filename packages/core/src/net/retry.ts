import { setTimeout as delay } from 'node:timers/promises';
import type { ZooEventListener } from '../events/zoo-event.js';
import { errorFacts, ZooError } from '../errors/zoo-error.js';

/** Longest time that a host may make us wait with nobody watching. */
const MAX_RETRY_AFTER_MS = 60_000;
const MAX_BACKOFF_MS = 20_000;
const DEFAULT_BASE_DELAY_MS = 500;
const DEFAULT_ATTEMPTS = 4;

/** How often {@link withRetries} tries, and who hears of it. */
export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly emit: ZooEventListener;
  /** What is being fetched, for the events. */
  readonly subject: string;
  /** How often to try in all. Default 4. */
  readonly attempts?: number | undefined;
  /** Upper end of the first random delay, in milliseconds; doubled every time, up to 20 seconds. Default 500. */
  readonly baseDelayMs?: number | undefined;
  /** Whether an error may go away by itself. Default: what the table of codes says. */
  readonly isRetryable?: ((error: ZooError) => boolean) | undefined;
  /** Asked after a failure: `true` when so much was achieved that the attempts start to count anew. */
  readonly hasProgressed?: (() => boolean) | undefined;
}

/**
 * Calls `run` until it succeeds, fails for good, or has failed too often. Delays are random between zero and a growing
 * bound, so that many clients do not come back at once; a longer `details.retryAfterMs` of the error is respected up to
 * a minute, beyond which the error is thrown. Every new attempt is announced as a `retry` event.
 *
 * @param run - Gets the number of the attempt, from 1.
 * @throws what `run` threw last, or the signal's reason
 */
export async function withRetries<T>(run: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, emit, subject, attempts = DEFAULT_ATTEMPTS, baseDelayMs = DEFAULT_BASE_DELAY_MS } = options;
  const isRetryable = options.isRetryable ?? ((error: ZooError) => errorFacts(error).retryable);
  let failures = 0;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await run(attempt);
    } catch (error) {
      signal.throwIfAborted();
      if (!ZooError.is(error) || !isRetryable(error)) throw error;
      failures = options.hasProgressed?.() === true ? 1 : failures + 1;
      const askedMs = retryAfterMs(error);
      if (failures >= attempts || askedMs > MAX_RETRY_AFTER_MS) throw error;
      const delayMs = askedMs + Math.random() * Math.min(MAX_BACKOFF_MS, baseDelayMs * 2 ** (failures - 1));
      emit({ type: 'retry', subject, attempt: attempt + 1, delayMs: Math.round(delayMs), reason: error.message });
      await sleep(delayMs, signal);
    }
  }
}

function retryAfterMs({ details }: ZooError): number {
  const { retryAfterMs: asked } = details;
  return typeof asked === 'number' ? asked : 0;
}

async function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(delayMs, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
