/** Decides how many connections a file is worth, by what the last one brought. */
export interface ConnectionGovernor {
  /** To be told of all bytes that arrive. */
  readonly count: (bytes: number) => void;
  /** Asks for no more connections. */
  readonly stop: () => void;
}

const TICK_MS = 250;
/** A connection has to earn so much more than all before it, or it was one too many. */
const WORTHWHILE = 1.1;

/**
 * Begins with the one connection that is there, and asks for one more as long as each raised the total rate.
 *
 * @param addConnection - Opens one more, if there is anything left for it to do.
 */
export function createConnectionGovernor(maxConnections: number, addConnection: () => boolean): ConnectionGovernor {
  let connections = 1;
  let bytes = 0;
  let since = performance.now();
  let bestRate = 0;
  /** The first tick after a change holds the start of a connection, and says nothing about it. */
  let isSettling = true;

  function tick(): void {
    const now = performance.now();
    const rate = bytes / (now - since);
    bytes = 0;
    since = now;
    if (isSettling) {
      isSettling = false;
      return;
    }
    if (rate >= bestRate * WORTHWHILE && connections < maxConnections && addConnection()) {
      bestRate = rate;
      connections += 1;
      isSettling = true;
    } else {
      stop();
    }
  }

  function stop(): void {
    clearInterval(timer);
  }

  const timer = setInterval(tick, TICK_MS);
  if (maxConnections <= 1) stop();
  return {
    count(more) {
      bytes += more;
    },
    stop,
  };
}
