import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import type { Transport } from './transport.js';
import { toAnswer } from './undici-answer.js';

/** GitHub's answers carry some 8 KiB of headers. More than this is an attack or a fault. */
export const MAX_HEADER_BYTES = 64 * 1024;
const CONNECT_TIMEOUT_MS = 30_000;

/** URLs of proxies; empty texts where there are none. */
export interface Proxies {
  readonly http: string;
  readonly https: string;
  /** As in `NO_PROXY`. */
  readonly excluded: string;
}

/** The way for all requests. The library is loaded with the first. */
export function createUndiciTransport(
  lookup: LookupFunction,
  authorities: readonly string[] | undefined,
  proxies: Proxies,
): Transport {
  let opening: Promise<Dispatcher> | undefined;

  async function open(): Promise<Dispatcher> {
    const { EnvHttpProxyAgent } = await import('undici');
    const tls = { timeout: CONNECT_TIMEOUT_MS, ...(authorities !== undefined && { ca: [...authorities] }) };
    return new EnvHttpProxyAgent({
      // Empty texts, not `undefined`, keep undici from looking into the environment of the process.
      httpProxy: proxies.http,
      httpsProxy: proxies.https,
      noProxy: proxies.excluded,
      // Tunnels are for https; many proxies refuse them to other ports.
      proxyTunnel: false,
      connect: { ...tls, lookup },
      // On the way to a proxy, and through its tunnel, undici knows nothing of `connect`.
      proxyTls: tls,
      requestTls: tls,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
  }

  return {
    async send({ url, method, headers, body, stallTimeoutMs }, signal) {
      opening ??= open();
      const dispatcher = await opening;
      const answer = await dispatcher.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers: { ...headers },
        body: body ?? null,
        signal,
        // Whoever sends has a timer for that.
        headersTimeout: 0,
        bodyTimeout: stallTimeoutMs,
      });
      return toAnswer(answer);
    },
    async close() {
      await (await opening?.catch(() => undefined))?.destroy();
    },
  };
}
