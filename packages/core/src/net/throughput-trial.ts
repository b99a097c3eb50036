/** Tries again and again whether more makes something quicker, by the bytes that arrive. */
export interface ThroughputTrial {
  start(): void;
  stop(): void;
  readonly count: (bytes: number) => void;
}

/** What can be tried now: nothing since not all that there is is in use, or since there is no more; else the trial. */
export type NextTrial = 'idle' | 'full' | (() => void);

const TICK_MS = 50;
/** What was added has to raise the rate by so much, or it was enough before. */
const WORTHWHILE = 1.1;
/** So often it is looked again before a trial counts as in vain: connections take a while, and so does everything else here. */
const LOOKS = 4;
/** After a trial that was in vain so many ticks pass before the next: lines change. */
const PATIENCE_TICKS = 200;

/** @param next Asked when the last trial is over, and things have gone well. */
export function createThroughputTrial(next: () => NextTrial): ThroughputTrial {
  let timer: NodeJS.Timeout | undefined;
  let bytes = 0;
  let sinceMs = 0;
  let bestRate = 0;
  let ticksToWait = 0;
  let looksLeft = LOOKS;

  function begin(ticks: number): void {
    ticksToWait = ticks;
    bytes = 0;
    sinceMs = performance.now();
  }

  function tick(): void {
    const trial = next();
    if (trial === 'full') return;
    if (trial === 'idle') {
      begin(1);
      return;
    }
    ticksToWait -= 1;
    // The first tick after a change holds the start of a connection, and says nothing about it.
    if (ticksToWait === 1) {
      begin(1);
      return;
    }
    if (ticksToWait > 0 || bytes === 0) return;
    const rate = bytes / (performance.now() - sinceMs);
    if (rate >= bestRate * WORTHWHILE) {
      bestRate = rate;
      looksLeft = LOOKS;
      begin(2);
      trial();
      return;
    }
    looksLeft -= 1;
    if (looksLeft > 0) {
      begin(1);
      return;
    }
    bestRate = rate / WORTHWHILE;
    looksLeft = LOOKS;
    begin(PATIENCE_TICKS);
  }

  return {
    start() {
      begin(2);
      timer ??= setInterval(tick, TICK_MS).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
    count(more) {
      bytes += more;
    },
  };
}
