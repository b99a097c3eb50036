import { describe, expect, it } from 'vitest';
import { createBufferPool } from './buffer-pool.js';

const LARGE = 100_000;

describe('createBufferPool', () => {
  it('gives back what was handed over, once, and only for the same size', () => {
    const pool = createBufferPool(10 * LARGE);
    const buffer = pool.take(LARGE);
    pool.give([buffer]);
    expect(pool.take(LARGE + 8)).not.toBe(buffer);
    expect(pool.take(LARGE)).toBe(buffer);
    const other = pool.take(LARGE);
    expect(other).not.toBe(buffer);
    expect(other.byteLength).toBe(LARGE);
  });

  it('keeps no more than it may, and of that what came last', () => {
    const pool = createBufferPool(2 * LARGE);
    const buffers = [0, 1, 2].map(() => new ArrayBuffer(LARGE));
    pool.give(buffers);
    const taken = buffers.map(() => pool.take(LARGE));
    expect(taken.slice(0, 2)).toEqual([buffers[1], buffers[2]]);
    expect(taken[0]).toBe(buffers[1]);
    expect(taken[1]).toBe(buffers[2]);
    expect(buffers).not.toContain(taken[2]);
    pool.give([new ArrayBuffer(3 * LARGE)]);
    pool.give(buffers.slice(0, 1));
    expect(pool.take(LARGE)).toBe(buffers[0]);
  });

  it('keeps nothing small, and nothing after it was cleared', () => {
    const pool = createBufferPool(LARGE);
    const small = new ArrayBuffer(64);
    pool.give([small]);
    expect(pool.take(64)).not.toBe(small);
    const large = new ArrayBuffer(LARGE);
    pool.give([large]);
    pool.clear();
    expect(pool.take(LARGE)).not.toBe(large);
  });
});
