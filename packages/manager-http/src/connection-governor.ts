/** Decides how many connections a file is worth, by what the last one brought. */
export interface ConnectionGovernor {
  /** To be told of all bytes that arrive. */
  readonly count: (bytes: number) => void;
  /** Measures anew, since a connection that was of use is gone. */
  readonly restart: () => void;
  /** Asks for no more connections. */
  readonly stop: () => void;
}

const TICK_MS = 250;
/** A connection has to earn so much more than all before it, or it was one too many. */
const WORTHWHILE = 1.1;

/**
 * Begins with the one connection that is there, and asks for one more as long as each raised the total rate.
 *
 * @param addConnection - Opens one more, if there may be one and anything is left for it to do.
 */
export function createConnectionGovernor(addConnection: () => boolean): ConnectionGovernor {
  let bytes = 0;
  let since = 0;
  let bestRate = 0;
  /** The first tick after a change holds the start of a connection, and says nothing about it. */
  let isSettling = true;
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    const now = performance.now();
    const rate = bytes / (now - since);
    bytes = 0;
    since = now;
    if (isSettling) {
      isSettling = false;
    } else if (rate > bestRate * WORTHWHILE && addConnection()) {
      bestRate = rate;
      isSettling = true;
    } else {
      stop();
    }
  }

  function restart(): void {
    stop();
    bytes = 0;
    since = performance.now();
    bestRate = 0;
    isSettling = true;
    timer = setInterval(tick, TICK_MS);
  }

  function stop(): void {
    clearInterval(timer);
  }

  restart();
  return {
    count(more) {
      bytes += more;
    },
    restart,
    stop,
  };
}
