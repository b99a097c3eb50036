import { setTimeout as sleep } from 'node:timers/promises';
import { array, assert, asyncProperty, boolean, integer, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPermits } from './permits.js';

describe('permits', () => {
  it('are never lent more often than there are, and each demand is met in its turn', async () => {
    const demands = array(record({ count: integer({ min: 1, max: 9 }), aborted: boolean() }));
    await assert(
      asyncProperty(integer({ min: 1, max: 5 }), demands, async (total, wanted) => {
        const permits = createPermits(total);
        const order: number[] = [];
        let lent = 0;
        const work = wanted.map(async ({ count, aborted }, index) => {
          const controller = new AbortController();
          const acquired = permits.acquire(count, controller.signal);
          // What was granted at once stays granted.
          if (aborted) controller.abort(new Error('enough'));
          const release = await acquired.catch(() => undefined);
          if (release === undefined) return;
          order.push(index);
          lent += Math.min(count, total);
          expect(lent).toBeLessThanOrEqual(total);
          await Promise.resolve();
          lent -= Math.min(count, total);
          release();
          release();
        });
        await Promise.all(work);
        expect(order).toStrictEqual(order.toSorted((a, b) => a - b));
        const unaborted = wanted.flatMap(({ aborted }, index) => (aborted ? [] : [index]));
        expect(order).toStrictEqual(expect.arrayContaining(unaborted));
      }),
    );
  });

  it('let a large demand go before small ones that came later', async () => {
    const permits = createPermits(2);
    const release = await permits.acquire(1);
    const order: string[] = [];
    const note = async (name: string, count: number): Promise<void> => {
      const done = await permits.acquire(count);
      order.push(name);
      done();
    };
    const both = [note('large', 2), note('small', 1)];
    await sleep(1);
    expect(order).toStrictEqual([]);
    release();
    await Promise.all(both);
    expect(order).toStrictEqual(['large', 'small']);
  });

  it('go on to the next when the one that waits first gives up', async () => {
    const permits = createPermits(2);
    const release = await permits.acquire(1);
    const controller = new AbortController();
    const reason = new Error('enough');
    const large = permits.acquire(2, controller.signal);
    const small = permits.acquire(1);
    controller.abort(reason);
    await expect(large).rejects.toBe(reason);
    (await small)();
    release();
    await expect(permits.acquire(1, controller.signal)).rejects.toBe(reason);
  });
});
