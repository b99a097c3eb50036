import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ZooEvent } from '../src/events/zoo-event.js';
import type { FetchScope } from '../src/net/fetch-scope.js';
import { createNetwork, type NetworkOptions } from '../src/net/guarded-fetch.js';
import type { GuardedFetch } from '../src/plugins/plugin-context.js';

/** A request as a server got it. */
export interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly seen: Seen[];
}

export interface TestFetch {
  readonly fetch: GuardedFetch;
  readonly events: ZooEvent[];
  readonly kinds: string[];
}

/** Loopback servers and networks for one test file, closed by {@link NetworkHarness.close} after each test. */
export interface NetworkHarness {
  readonly serve: (listener: RequestListener, create?: (listener: RequestListener) => Server) => Promise<TestServer>;
  /** A forward proxy that answers for every host with one loopback server: public names without leaving the machine. */
  readonly serveProxy: (
    target: () => string,
  ) => Promise<{ readonly env: Record<string, string>; readonly seen: Seen[] }>;
  readonly setUp: (scope?: Partial<FetchScope>, options?: Partial<NetworkOptions>) => TestFetch;
  readonly onClose: (close: () => Promise<unknown>) => void;
  readonly close: () => Promise<void>;
}

export function createNetworkHarness(): NetworkHarness {
  const closers: (() => Promise<unknown>)[] = [];
  const harness: NetworkHarness = {
    async serve(listener, create = createServer) {
      const seen: Seen[] = [];
      const server = create((request, response) => {
        seen.push({ url: request.url ?? '', headers: request.headers });
        listener(request, response);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closers.push(async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      });
      const { port } = server.address() as AddressInfo;
      return { origin: `http://127.0.0.1:${String(port)}`, port, seen };
    },

    async serveProxy(target) {
      const proxy = await harness.serve((request, response) => {
        const { pathname } = new URL(request.url ?? '');
        const onward = httpRequest(`${target()}${pathname}`, { headers: request.headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        });
        onward.end();
      });
      return { env: { http_proxy: proxy.origin, NO_PROXY: '127.0.0.1' }, seen: proxy.seen };
    },

    setUp(scope = {}, options = {}) {
      const network = createNetwork({ env: {}, offline: false, userAgent: 'modelzoo/test', ...options });
      closers.push(() => network.close());
      const events: ZooEvent[] = [];
      const kinds: string[] = [];
      const fetch = network.fetchFor({
        signal: new AbortController().signal,
        credentialOrigins: [],
        allowPrivate: true,
        subject: 'test',
        emit: (event) => events.push(event),
        onAddress: (kind) => kinds.push(kind),
        ...scope,
      });
      return { fetch, events, kinds };
    },

    onClose: (close) => void closers.push(close),

    async close() {
      await Promise.all(closers.splice(0).map((close) => close()));
    },
  };
  return harness;
}

/** Answers every request with a redirect. */
export function redirectTo(location: string, status = 302): RequestListener {
  return (_, response) => void response.writeHead(status, { location }).end('moved');
}
