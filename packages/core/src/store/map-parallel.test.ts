import { describe, expect, it } from 'vitest';
import { mapParallel } from './map-parallel.js';

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('mapParallel', () => {
  it('gives results in the order of the items, and never runs more at once than it may', async () => {
    let running = 0;
    let most = 0;
    const results = await mapParallel([5, 1, 3, 2, 4], 2, async (item) => {
      most = Math.max(most, (running += 1));
      for (let turn = 0; turn < item; turn += 1) await later();
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 30, 20, 40]);
    expect(most).toBe(2);
  });

  it('begins nothing after a failure, and throws the first one when the others have ended', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const stopped: unknown[] = [];
    const first = new Error('first');
    const run = async (item: number): Promise<void> => {
      begun.push(item);
      if (item === 1) throw first;
      await later();
      ended.push(item);
      throw new Error('an echo');
    };
    await expect(mapParallel([0, 1, 2, 3], 2, run, (error) => stopped.push(error))).rejects.toBe(first);
    expect(begun).toEqual([0, 1]);
    expect(ended).toEqual([0]);
    expect(stopped).toEqual([first]);
  });

  it('has nothing to do for no items', async () => {
    expect(await mapParallel([], 4, () => Promise.reject(new Error('called')))).toEqual([]);
  });
});
