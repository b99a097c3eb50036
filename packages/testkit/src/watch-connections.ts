import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Where Node and undici announce what leaves this process, whoever sends it. */
const CHANNELS = ['net.client.socket', 'http.client.request.start', 'undici:request:create'];

/** Counts the requests and connections that the process starts, until it is disposed of. */
export function watchConnections(): Disposable & { count(): number } {
  let count = 0;
  const notice = (): void => {
    count += 1;
  };
  for (const channel of CHANNELS) subscribe(channel, notice);
  return {
    count: () => count,
    [Symbol.dispose]() {
      for (const channel of CHANNELS) unsubscribe(channel, notice);
    },
  };
}
