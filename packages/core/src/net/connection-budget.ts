import { createThroughputTrial } from './throughput-trial.js';

/** A connection that somebody may use. Whoever has it calls {@link release} once, when it has ended. */
export interface ConnectionLease {
  release(): void;
}

/** Further connections, from the budget that all transfers of a zoo share. */
export interface SpareConnections {
  /** Most connections that all transfers may have together. */
  readonly max: number;
  /**
   * Offers a connection whenever there is one to spare: none to begin with, and more as long as they have made everything
   * together quicker. `open` answers whether it has any use for it; then it keeps the lease until that connection ends.
   *
   * @returns ends the offers
   */
  onSpare(open: (lease: ConnectionLease) => boolean): () => void;
}

/** How many connections a zoo has for weights, and who gets them. */
export interface ConnectionBudget extends SpareConnections {
  /** Waits for a connection of one's own. @throws the signal's reason */
  acquire(signal: AbortSignal): Promise<ConnectionLease>;
  /** To be told of all bytes that arrive. */
  count(bytes: number): void;
}

/** As many as browsers and package managers open to one host. */
export const DEFAULT_MAX_CONNECTIONS = 8;

/**
 * Begins with one connection for everything. As long as more are wanted than there are, and the last ones made the whole
 * quicker, there come more. Whoever waits for a first connection goes before who wants a further one.
 */
export function createConnectionBudget(max: number = DEFAULT_MAX_CONNECTIONS): ConnectionBudget {
  let used = 0;
  let allowed = 1;
  const waiting = new Set<(lease: ConnectionLease) => void>();
  const offers = new Set<(lease: ConnectionLease) => boolean>();
  const trial = createThroughputTrial(() => {
    grant();
    // Nothing is learnt from a rate that more connections would not have raised.
    if (used < allowed || (waiting.size === 0 && offers.size === 0)) return 'idle';
    if (allowed >= max) return 'full';
    return () => {
      allowed = Math.min(max, allowed * 2);
      grant();
    };
  });

  function lease(): ConnectionLease {
    used += 1;
    if (used === 1) trial.start();
    let isHeld = true;
    return {
      release() {
        if (!isHeld) return;
        isHeld = false;
        giveBack();
        grant();
      },
    };
  }

  function giveBack(): void {
    used -= 1;
    if (used === 0) trial.stop();
  }

  function grant(): void {
    while (used < allowed) {
      const [first] = waiting;
      if (first !== undefined) {
        waiting.delete(first);
        first(lease());
      } else if (!offer()) return;
    }
  }

  function offer(): boolean {
    for (const open of offers) {
      const offered = lease();
      if (open(offered)) {
        // Who was served goes to the end of the line, unless it has left.
        if (offers.delete(open)) offers.add(open);
        return true;
      }
      giveBack();
    }
    return false;
  }

  return {
    max,
    count: trial.count,
    onSpare(open) {
      offers.add(open);
      grant();
      return () => void offers.delete(open);
    },
    async acquire(signal) {
      signal.throwIfAborted();
      if (used < allowed && waiting.size === 0) return lease();
      return new Promise((resolve, reject) => {
        const take = (granted: ConnectionLease): void => {
          signal.removeEventListener('abort', onAbort);
          resolve(granted);
        };
        const onAbort = (): void => {
          waiting.delete(take);
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.add(take);
      });
    },
  };
}
