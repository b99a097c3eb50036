import { connect as connectPlainly, isIP, type LookupFunction, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { createInbox } from './inbox.js';

/** A socket to one origin that is read piece by piece, into buffers of its own. */
export interface PlainConnection {
  /** Whether anything has come since the last {@link send}. */
  readonly hasAnswered: boolean;
  /** Whether it is open, and nothing came that nobody has asked for. */
  readonly isClean: boolean;
  send(text: string): void;
  /**
   * The next bytes, valid until the next call; `undefined` at the end.
   *
   * @throws what the connection failed with, or was destroyed for
   */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Whether somebody waits for bytes. */
  readonly isAwaited: boolean;
  destroy(error?: Error): void;
  /** Called once it has ended, or anything comes while nobody reads; replaces who was to be called before. */
  onUnexpected: (() => void) | undefined;
  /** Whether it keeps the process alive. */
  hold(isHeld: boolean): void;
}

/** How a connection is made. */
export interface ConnectMeans {
  readonly lookup: LookupFunction;
  /** Certificates in PEM; `undefined` leaves them to Node. */
  readonly authorities: readonly string[] | undefined;
}

const KEEP_ALIVE_PROBE_MS = 60_000;

/** @throws what the connection failed with; the signal's reason */
export function openPlainConnection(url: URL, means: ConnectMeans, signal: AbortSignal): Promise<PlainConnection> {
  const inbox = createInbox();
  let wake: (() => void) | undefined;
  let isWaking = false;
  let hasEnded = false;
  let failure: Error | undefined;
  let hasAnswered = false;
  let isPaused = false;
  let isDestroyed = false;

  /** Not at once: what else the socket has by now is taken together. */
  function wakeSoon(): void {
    if (wake === undefined) connection.onUnexpected?.();
    if (wake === undefined || isWaking) return;
    isWaking = true;
    setImmediate(() => {
      isWaking = false;
      const waiting = wake;
      wake = undefined;
      waiting?.();
    });
  }

  function resume(): void {
    isPaused = false;
    socket.resume();
  }

  const onread = {
    buffer: inbox.space,
    callback(bytes: number): boolean {
      hasAnswered = true;
      const wantsMore = inbox.filled(bytes);
      if (!wantsMore) isPaused = true;
      wakeSoon();
      return !isPaused;
    },
  };
  const socket = connect(url, means, onread);
  socket.setKeepAlive(true, KEEP_ALIVE_PROBE_MS);

  function end(error?: Error): void {
    failure ??= error;
    hasEnded = true;
    wakeSoon();
  }
  socket.on('error', end);
  socket.on('end', () => end());
  socket.on('close', () => end());

  const connection: PlainConnection = {
    onUnexpected: undefined,
    get hasAnswered() {
      return hasAnswered;
    },
    get isClean() {
      return !hasEnded && inbox.isEmpty();
    },
    get isAwaited() {
      return wake !== undefined;
    },
    send(text) {
      hasAnswered = false;
      socket.write(text);
    },
    async read() {
      for (;;) {
        // What arrived before a connection failed is good; what was destroyed is not wanted any more.
        const bytes = isDestroyed ? undefined : inbox.take();
        if (bytes !== undefined) {
          if (isPaused) resume();
          return bytes;
        }
        if (failure !== undefined) throw failure;
        if (hasEnded) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    destroy(error) {
      isDestroyed = true;
      socket.destroy();
      end(error);
    },
    hold(isHeld) {
      if (isHeld) socket.ref();
      else socket.unref();
    },
  };

  return whenConnected(socket, url, signal).then(() => connection);
}

function connect(url: URL, { lookup, authorities }: ConnectMeans, onread: OnReadOpts): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isSecure = url.protocol === 'https:';
  const port = Number(url.port) || (isSecure ? 443 : 80);
  const options = { host, port, lookup, onread };
  if (!isSecure) return connectPlainly(options);
  return connectSecurely({
    ...options,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 && { servername: host }),
    ...(authorities !== undefined && { ca: [...authorities] }),
  });
}

function whenConnected(socket: Socket, url: URL, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      socket.destroy();
      settle();
      reject(signal.reason as Error);
    };
    const onFailure = (error: Error): void => {
      settle();
      reject(error);
    };
    const onConnect = (): void => {
      settle();
      resolve();
    };
    const ready = url.protocol === 'https:' ? 'secureConnect' : 'connect';
    function settle(): void {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onFailure).off(ready, onConnect);
    }
    socket.on('error', onFailure).on(ready, onConnect);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
