import { setImmediate as immediate } from 'node:timers/promises';

const MOST_MS = 10;

/** Lets others have their turn when whoever calls it has worked for a while. To be awaited between short pieces of work. */
export function createBreather(): () => Promise<void> | undefined {
  let sinceMs = performance.now();

  async function pause(): Promise<void> {
    await immediate();
    sinceMs = performance.now();
  }

  return () => (performance.now() - sinceMs < MOST_MS ? undefined : pause());
}
