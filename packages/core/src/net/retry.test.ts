import { describe, expect, it } from 'vitest';
import { ZooError } from '../errors/zoo-error.js';
import type { ZooEvent } from '../events/zoo-event.js';
import { withRetries, type RetryOptions } from './retry.js';

function setUp(options: Partial<RetryOptions> = {}): { readonly events: ZooEvent[]; readonly options: RetryOptions } {
  const events: ZooEvent[] = [];
  const emit = (event: ZooEvent): void => void events.push(event);
  return {
    events,
    options: { signal: new AbortController().signal, emit, subject: 'a', baseDelayMs: 1, ...options },
  };
}

const broken = new ZooError('ERR_ZOO_NETWORK', 'The connection failed.');

/** Fails as often as there are errors, then gives the number of the attempt. */
function failing(...errors: readonly Error[]): (attempt: number) => Promise<number> {
  const left = [...errors];
  return (attempt) => {
    const error = left.shift();
    return error === undefined ? Promise.resolve(attempt) : Promise.reject(error);
  };
}

describe('withRetries', () => {
  it('tries again after what may go away, and tells so', async () => {
    const { events, options } = setUp();
    expect(await withRetries(failing(broken, broken), options)).toBe(3);
    expect(events).toMatchObject([
      { type: 'retry', subject: 'a', attempt: 2, reason: 'The connection failed.' },
      { type: 'retry', subject: 'a', attempt: 3 },
    ]);
  });

  it('gives up after the last attempt, with the last error', async () => {
    const { events, options } = setUp({ attempts: 2 });
    const last = new ZooError('ERR_ZOO_SERVER', 'It failed.');
    await expect(withRetries(failing(broken, last), options)).rejects.toBe(last);
    expect(events).toHaveLength(1);
  });

  it('does not try again after what stays', async () => {
    const { events, options } = setUp();
    const missing = new ZooError('ERR_ZOO_FILE_NOT_FOUND', 'It is not there.');
    await expect(withRetries(failing(missing), options)).rejects.toBe(missing);
    const fault = new TypeError('a mistake');
    await expect(withRetries(failing(fault), options)).rejects.toBe(fault);
    expect(events).toStrictEqual([]);
  });

  it('waits as long as the host asks, but no longer than a minute', async () => {
    const { events, options } = setUp();
    const soon = new ZooError('ERR_ZOO_RATE_LIMITED', 'Wait.', { details: { retryAfterMs: 20 } });
    await withRetries(failing(soon), options);
    const [event] = events;
    expect(event?.type === 'retry' && event.delayMs).toBeGreaterThanOrEqual(20);
    const late = new ZooError('ERR_ZOO_RATE_LIMITED', 'Wait.', { details: { retryAfterMs: 61_000 } });
    await expect(withRetries(failing(late), options)).rejects.toBe(late);
  });

  it('counts anew after progress', async () => {
    const { options } = setUp({ attempts: 2, hasProgressed: () => true });
    expect(await withRetries(failing(broken, broken, broken, broken), options)).toBe(5);
  });

  it('ends with the reason of the signal while it waits', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { options } = setUp({
      signal: controller.signal,
      baseDelayMs: 1e9,
      emit: () => setImmediate(() => controller.abort(reason)),
    });
    await expect(withRetries(failing(broken), options)).rejects.toBe(reason);
  });
});
