import { lookup } from 'node:dns';
import { ZooError } from '../errors/zoo-error.js';
import type { GuardedFetch } from '../plugins/plugin-context.js';
import type { ResolveHost } from './address-lookup.js';
import { readCertificateAuthorities } from './certificate-authorities.js';
import { createConnectionBudget, type ConnectionBudget } from './connection-budget.js';
import type { FetchScope } from './fetch-scope.js';
import { followRedirects } from './follow-redirects.js';
import { createRateLimit } from './rate-limit.js';
import type { Traffic } from './response-body.js';
import type { Transports } from './transports.js';
import { createUrlRewriter, type UrlRewrites } from './url-rewrites.js';

/** What the connections of one zoo depend on. */
export interface NetworkOptions {
  /** Where `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` are looked up, in either case. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Refuse every request before anything is sent. */
  readonly offline: boolean;
  /** Sent as `user-agent`, unless a request brings its own. */
  readonly userAgent: string;
  /** Finds the addresses of a name. Default: `dns.lookup`, as the system is set up. */
  readonly resolveHost?: ResolveHost | undefined;
  /** What is asked instead of what. Default: nothing. */
  readonly rewrites?: UrlRewrites | undefined;
  /** Authorities to trust beside Node's: PEM, or absolute paths of files of it. Default: none. */
  readonly certificateAuthorities?: readonly string[] | undefined;
  /** Bytes that may come out of the archive of a source; twice as many may come in. Default: as for `ArchiveLimits`. */
  readonly maxSourceBytes?: number | undefined;
  /** Most connections for weights at once. Default 8. */
  readonly maxConnections?: number | undefined;
  /** Bytes a second that may come in over all connections together. Default: as many as do. */
  readonly limitRateBytesPerSecond?: number | undefined;
}

/** The connections of one zoo. */
export interface Network {
  fetchFor(scope: FetchScope): GuardedFetch;
  /** Shared by all transfers of weights. */
  readonly connections: ConnectionBudget;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/**
 * Makes the one way to the network: see {@link GuardedFetch} for what it promises. No connection is opened before use.
 *
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` for a rewrite that is none
 */
export function createNetwork(options: NetworkOptions): Network {
  const { env, offline, userAgent, maxSourceBytes, certificateAuthorities = [] } = options;
  const resolveHost: ResolveHost =
    options.resolveHost ?? ((name, how, done) => lookup(name, { ...how, all: true }, done));
  const rewrite = createUrlRewriter(options.rewrites ?? {});
  const connections = createConnectionBudget(options.maxConnections);
  const { limitRateBytesPerSecond } = options;
  const rateLimit = limitRateBytesPerSecond === undefined ? undefined : createRateLimit(limitRateBytesPerSecond);
  const traffic: Traffic = {
    arrived(bytes, signal) {
      connections.count(bytes);
      return rateLimit?.spend(bytes, signal);
    },
  };
  let opening: Promise<Transports> | undefined;
  let closed = false;

  async function open(): Promise<Transports> {
    const { createTransports } = await import('./transports.js');
    return createTransports(env, resolveHost, await readCertificateAuthorities(certificateAuthorities));
  }

  return {
    connections,
    fetchFor:
      (scope) =>
      async (url, init = {}) => {
        if (closed) throw new ZooError('ERR_ZOO_USAGE', 'The zoo is closed, and makes no more requests.');
        const start = parseUrl(url);
        if (offline) throw offlineError(start);
        opening ??= open();
        return await followRedirects(start, init, scope, {
          transports: await opening,
          userAgent,
          rewrite,
          maxSourceBytes,
          traffic,
        });
      },
    async close() {
      closed = true;
      const opened = await opening?.catch(() => undefined);
      await Promise.all([opened?.public.close(), opened?.private.close()]);
    },
  };
}

function parseUrl(given: string | URL): URL {
  const url = URL.canParse(given.toString()) ? new URL(given) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ZooError(
      'ERR_ZOO_USAGE',
      `Only http and https URLs can be fetched, not "${given.toString().slice(0, 200)}".`,
    );
  }
  url.hash = '';
  return url;
}

function offlineError(url: URL): ZooError {
  return new ZooError('ERR_ZOO_OFFLINE', `The server ${url.host} was not asked, since the zoo is offline.`, {
    hint: 'Allow the network, or use what is on this machine already.',
    details: { host: url.host },
  });
}
