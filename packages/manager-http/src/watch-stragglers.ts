/** What a connection has brought so far. */
export interface Paced {
  bytes: number;
  /** When it was opened, as `performance.now()` counts. */
  readonly since: number;
}

export interface StragglerWatch {
  /** A connection has brought what it was to bring: its rate counts as a usual one. */
  readonly ended: (connection: Paced) => void;
  readonly stop: () => void;
}

/** Others have to bring so many times as much for a connection to be too slow. */
const FAR = 10;
/** Of so many connections that ended last is known how quick they were: the line changes. */
const REMEMBERED = 8;
/** What brings less says more of the way there and back than of the line. */
const TELLING_BYTES = 1024 * 1024;

/**
 * Looks, every so often, for connections that bring far less than others do, or did before they ended.
 *
 * @param replace - Called with each that is too slow.
 */
export function watchStragglers<T extends Paced>(
  connections: ReadonlySet<T>,
  everyMs: number,
  replace: (straggler: T) => void,
): StragglerWatch {
  let before = new Map<T, number>();
  /** In bytes a millisecond. */
  let usual: readonly number[] = [];

  function look(): void {
    const now = performance.now();
    const rates = new Map<T, number>();
    for (const connection of connections) {
      // A connection that was opened since the last look has had no fair chance yet.
      if (now - connection.since < everyMs) continue;
      rates.set(connection, (connection.bytes - (before.get(connection) ?? 0)) / everyMs);
    }
    before = new Map([...connections].map((connection) => [connection, connection.bytes]));
    const known = [...usual, ...rates.values()];
    const typical = known.length > 1 ? medianOf(known) : 0;
    for (const [connection, rate] of rates) if (rate * FAR < typical) replace(connection);
  }

  const timer = setInterval(look, everyMs);
  return {
    ended({ bytes, since }) {
      if (bytes < TELLING_BYTES) return;
      usual = [...usual, bytes / Math.max(1, performance.now() - since)].slice(-REMEMBERED);
    },
    stop: () => clearInterval(timer),
  };
}

/** The upper one, of an even count. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
