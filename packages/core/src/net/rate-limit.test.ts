import { describe, expect, it } from 'vitest';
import { createRateLimit, type RateLimit } from './rate-limit.js';

const { signal } = new AbortController();

/** A limit whose clock goes on only while somebody waits. */
function limitOf(bytesPerSecond: number): { limit: RateLimit; nowMs: () => number } {
  let now = 0;
  const sleep = async (ms: number): Promise<void> => {
    const until = now + ms;
    await Promise.resolve();
    now = Math.max(now, until);
  };
  return { limit: createRateLimit(bytesPerSecond, { nowMs: () => now, sleep }), nowMs: () => now };
}

describe('createRateLimit', () => {
  it('lets a little through at once, and holds up what comes too fast', async () => {
    const { limit, nowMs } = limitOf(1_000_000);
    expect(limit.spend(10_000, signal)).toBeUndefined();
    await limit.spend(90_000, signal);
    expect(nowMs()).toBe(100);
  });

  it('counts together what several bring', async () => {
    const { limit, nowMs } = limitOf(1_000_000);
    await Promise.all([1, 2, 3].map(async () => limit.spend(50_000, signal)));
    expect(nowMs()).toBe(150);
  });

  it('saves nothing up in times in which nothing comes', async () => {
    const { limit, nowMs } = limitOf(1_000_000);
    await limit.spend(500_000, signal);
    await limit.spend(500_000, signal);
    expect(nowMs()).toBe(1000);
  });

  it('stops waiting when it is told to', async () => {
    const aborter = new AbortController();
    const waiting = createRateLimit(1).spend(1000, aborter.signal);
    const reason = new Error('enough');
    aborter.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
