/** What a connection has brought so far. */
export interface Paced {
  bytes: number;
  /** When it was opened, as `performance.now()` counts. */
  readonly since: number;
}

export interface StragglerWatch {
  readonly stop: () => void;
}

/** Another connection has to bring so many times as much for one to be too slow. */
const FAR = 10;

/**
 * Looks, every so often, for connections that brought far less than the others did in the same time. When the others are
 * done, the last one is compared with what they brought before.
 *
 * @param replace - Called with each that is too slow.
 */
export function watchStragglers<T extends Paced>(
  connections: ReadonlySet<T>,
  everyMs: number,
  replace: (straggler: T) => void,
): StragglerWatch {
  let before = new Map<T, number>();
  /** Bytes that a good connection brought between two looks; 0: not known yet. */
  let typicalBytes = 0;

  function look(): void {
    const now = performance.now();
    const brought = new Map<T, number>();
    for (const connection of connections) {
      // A connection that was opened since the last look has had no fair chance yet.
      if (now - connection.since >= everyMs) brought.set(connection, connection.bytes - (before.get(connection) ?? 0));
    }
    before = new Map([...connections].map((connection) => [connection, connection.bytes]));
    const best = medianOf([...brought.values()]);
    if (brought.size > 1) typicalBytes = best;
    for (const [connection, bytes] of brought) if (bytes * FAR < typicalBytes) replace(connection);
  }

  const timer = setInterval(look, everyMs);
  return { stop: () => clearInterval(timer) };
}

/** The upper one, of an even count. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
