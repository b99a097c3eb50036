import { setTimeout as delay } from 'node:timers/promises';

/** Keeps everything together below a number of bytes a second. */
export interface RateLimit {
  /**
   * Takes note of bytes that came. Resolves when more may come; `undefined` when they may at once.
   *
   * @throws the signal's reason
   */
  spend(bytes: number, signal: AbortSignal): Promise<void> | undefined;
}

/** So much may come early: timers are not exact, and a pause that short costs more than it saves. */
const SLACK_MS = 20;

/** How time passes. */
interface Clock {
  /** Only goes forward. */
  readonly nowMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** @param bytesPerSecond Above 0. */
export function createRateLimit(
  bytesPerSecond: number,
  { nowMs, sleep }: Clock = { nowMs: () => performance.now(), sleep: pause },
): RateLimit {
  /** When everything that came so far is paid for. */
  let paidAtMs = 0;
  return {
    spend(bytes, signal) {
      const now = nowMs();
      paidAtMs = Math.max(now, paidAtMs) + (bytes / bytesPerSecond) * 1000;
      const waitMs = paidAtMs - now;
      return waitMs <= SLACK_MS ? undefined : sleep(waitMs, signal);
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
