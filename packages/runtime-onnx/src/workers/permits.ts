import { createDeferred } from './deferred.js';
/** A number of things that are lent, to whoever asked first. */
export interface Permits {
  /**
   * Waits until `count` of them are free, and gives a function that hands them back. More than there are is taken as all.
   * @throws the signal's reason, when it aborts while this waits
   */
  acquire(count: number, signal?: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly count: number;
  grant(): void;
}

/** @param total How many there are, at least 1. */
export function createPermits(total: number): Permits {
  let free = total;
  const queue: Waiting[] = [];

  function take(count: number): () => void {
    free -= count;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      free += count;
      next();
    };
  }

  /** The first one waits for as many as it needs, so that large demands are met too. */
  function next(): void {
    for (let first = queue[0]; first !== undefined && first.count <= free; first = queue[0]) {
      queue.shift();
      first.grant();
    }
  }

  return {
    async acquire(wanted, signal) {
      signal?.throwIfAborted();
      const count = Math.min(wanted, total);
      if (queue.length === 0 && count <= free) return take(count);
      const { promise, resolve, reject } = createDeferred<() => void>();
      const entry: Waiting = { count, grant: () => resolve(take(count)) };
      const leave = (): void => {
        const place = queue.indexOf(entry);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(signal?.reason);
        next();
      };
      queue.push(entry);
      signal?.addEventListener('abort', leave, { once: true });
      try {
        return await promise;
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
  };
}
