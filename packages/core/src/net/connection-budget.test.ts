import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConnectionBudget, type ConnectionLease } from './connection-budget.js';

const { signal } = new AbortController();

// The budget measures rates: with a clock of its own each of them is exactly what the test says.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Lets time pass in which so many bytes arrive every millisecond. */
function pass(budget: ReturnType<typeof createConnectionBudget>, ms: number, bytesPerMs: () => number): void {
  for (let at = 0; at < ms; at += 10) {
    budget.count(bytesPerMs() * 10);
    vi.advanceTimersByTime(10);
  }
}

describe('createConnectionBudget', () => {
  it('begins with one connection, and gives more as long as they make the whole quicker', async () => {
    const budget = createConnectionBudget(8);
    const leases: ConnectionLease[] = [await budget.acquire(signal)];
    budget.onSpare((lease) => leases.push(lease) > 0);
    expect(leases).toHaveLength(1);
    pass(budget, 5000, () => 1000 * leases.length);
    expect(leases).toHaveLength(8);
  });

  it('asks for no more where they do not', async () => {
    const budget = createConnectionBudget(8);
    const leases: ConnectionLease[] = [await budget.acquire(signal)];
    budget.onSpare((lease) => leases.push(lease) > 0);
    pass(budget, 5000, () => 1000);
    expect(leases).toHaveLength(2);
  });

  it('serves who waits for a first connection before who wants a further one', async () => {
    const budget = createConnectionBudget(1);
    const first = await budget.acquire(signal);
    const taken: string[] = [];
    budget.onSpare(() => taken.push('further') > 0);
    const second = budget.acquire(signal).then((lease) => {
      taken.push('first');
      return lease;
    });
    first.release();
    first.release(); // does not count twice
    (await second).release();
    expect(taken).toEqual(['first', 'further']);
  });

  it('goes on to the next when somebody has no use for a connection, and to nobody who has left', () => {
    const budget = createConnectionBudget(1);
    const asked: string[] = [];
    const leave = budget.onSpare(() => {
      asked.push('idle');
      return false;
    });
    const leases: ConnectionLease[] = [];
    budget.onSpare((lease) => {
      asked.push('busy');
      return leases.push(lease) > 0;
    });
    expect(asked).toEqual(['idle', 'idle', 'busy']);
    leave();
    leases[0]?.release();
    expect(asked).toEqual(['idle', 'idle', 'busy', 'busy']);
  });

  it('lets nobody wait whose signal says so', async () => {
    const budget = createConnectionBudget(1);
    const lease = await budget.acquire(signal);
    const aborter = new AbortController();
    const waiting = budget.acquire(aborter.signal);
    const reason = new Error('enough');
    aborter.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    lease.release();
    await expect(budget.acquire(signal)).resolves.toBeDefined();
  });
});
