import type { PlainConnection } from './plain-connection.js';

/** Connections that nobody uses at the moment, by origin. */
export interface IdleConnections {
  /** One that is open as far as can be known; the caller has it to itself. */
  take(origin: string): PlainConnection | undefined;
  keep(origin: string, connection: PlainConnection): void;
  close(): void;
}

/** Servers close idle connections after 5 seconds or later. */
const MOST_IDLE_MS = 4000;
/** As many as one file may have, to each of two hosts. */
const MOST_CONNECTIONS = 32;

interface Idle {
  readonly origin: string;
  readonly connection: PlainConnection;
  readonly timer: NodeJS.Timeout;
}

export function createIdleConnections(): IdleConnections {
  const idle = new Set<Idle>();
  let isClosed = false;

  function forget(entry: Idle): void {
    idle.delete(entry);
    clearTimeout(entry.timer);
    entry.connection.onUnexpected = undefined;
  }

  function end(entry: Idle): void {
    forget(entry);
    entry.connection.destroy();
  }

  return {
    take(origin) {
      // The one that was used last is the surest to be open.
      const entry = [...idle].findLast((each) => each.origin === origin);
      if (entry === undefined) return undefined;
      forget(entry);
      entry.connection.hold(true);
      return entry.connection;
    },
    keep(origin, connection) {
      if (isClosed || !connection.isClean) {
        connection.destroy();
        return;
      }
      const entry: Idle = { origin, connection, timer: setTimeout(() => end(entry), MOST_IDLE_MS).unref() };
      idle.add(entry);
      connection.hold(false);
      // It was closed, or something came that nobody asked for.
      connection.onUnexpected = () => end(entry);
      const [oldest] = idle;
      if (idle.size > MOST_CONNECTIONS && oldest !== undefined) end(oldest);
    },
    close() {
      isClosed = true;
      for (const entry of idle) end(entry);
    },
  };
}
