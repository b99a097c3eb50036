import { lookup } from 'node:dns';
import type { Dispatcher } from 'undici';
import { ZooError } from '../errors/zoo-error.js';
import type { ZooEventListener } from '../events/zoo-event.js';
import type { GuardedFetch, GuardedRequestInit } from '../plugins/plugin-context.js';
import type { AddressKind } from './address-kind.js';
import type { ResolveHost } from './address-lookup.js';
import { createDispatchers, type Dispatchers } from './dispatchers.js';
import { isRedirect, redirectTarget } from './redirect-target.js';
import { isCredentialHeader, requestHeaders, withoutCredentials } from './request-headers.js';
import { dropBody } from './response-body.js';
import { sendRequest } from './send-request.js';
import { shownUrl } from './shown-url.js';
import { toResponse } from './to-response.js';

const DEFAULT_TIMEOUT_MS = 30_000;

export interface NetworkOptions {
  /** Where `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` are looked up, in either case. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Refuse every request before anything is sent. */
  readonly offline: boolean;
  /** Sent as `user-agent`, unless a request brings its own. */
  readonly userAgent: string;
  /** Finds the addresses of a name. Default: `dns.lookup`, as the system is set up. */
  readonly resolveHost?: ResolveHost | undefined;
}

/** For whom requests are made, and how far they may go. */
export interface FetchScope {
  readonly signal: AbortSignal;
  /** Web origins that may see credentials. The user configured them, so they may be private. */
  readonly credentialOrigins: readonly string[];
  /** Whether other private addresses may be asked, too. */
  readonly allowPrivate: boolean;
  /** Hears, for every hop of every request, what kind of address answered. */
  readonly onAddress?: ((kind: AddressKind) => void) | undefined;
  /** Key of the source or name of the model. */
  readonly subject: string;
  readonly emit: ZooEventListener;
}

/** The connections of one zoo. */
export interface Network {
  fetchFor(scope: FetchScope): GuardedFetch;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/** Makes the one way to the network: see {@link GuardedFetch} for what it promises. No connection is opened before use. */
export function createNetwork(options: NetworkOptions): Network {
  const resolveHost: ResolveHost =
    options.resolveHost ?? ((name, how, done) => lookup(name, { ...how, all: true }, done));
  let dispatchers: Promise<Dispatchers> | undefined;
  let closed = false;

  return {
    fetchFor:
      (scope) =>
      async (url, init = {}) => {
        if (closed) throw new ZooError('ERR_ZOO_USAGE', 'The zoo is closed, and makes no more requests.');
        const start = parseUrl(url);
        if (options.offline) throw offline(start);
        dispatchers ??= createDispatchers(options.env, resolveHost);
        return await follow(start, init, scope, options.userAgent, await dispatchers);
      },
    async close() {
      closed = true;
      const opened = await dispatchers?.catch(() => undefined);
      await Promise.all([opened?.public.destroy(), opened?.private.destroy()]);
    },
  };
}

async function follow(
  start: URL,
  init: GuardedRequestInit,
  scope: FetchScope,
  userAgent: string,
  dispatchers: Dispatchers,
): Promise<Response> {
  const signal = init.signal === undefined ? scope.signal : AbortSignal.any([scope.signal, init.signal]);
  signal.throwIfAborted();
  const origins = new Set(scope.credentialOrigins.map((origin) => new URL(origin).origin));
  let { method = 'GET', body }: { method?: string; body?: string | Uint8Array | undefined } = init;
  let headers = firstHeaders(start, init, userAgent, origins, scope.emit);
  const visited = [start];
  // A way that was private all along may go on privately: the user configured its start, or allowed it. One that
  // has touched the public never leads back inside.
  let mayBePrivate = scope.allowPrivate || origins.has(start.origin);
  for (let url = start; ;) {
    const { data, kind } = await sendRequest(
      {
        url,
        method,
        headers,
        body,
        signal,
        headersTimeoutMs: init.headersTimeoutMs ?? DEFAULT_TIMEOUT_MS,
        stallTimeoutMs: init.stallTimeoutMs ?? DEFAULT_TIMEOUT_MS,
        mayBePrivate,
      },
      dispatchers,
    );
    scope.onAddress?.(kind);
    if (kind === 'public') mayBePrivate = false;
    if (!isRedirect(data.statusCode) || init.followRedirects === false) return toResponse(data, url, method, signal);
    dropBody(data.body);
    const next = redirectTarget(locationOf(data), visited);
    scope.emit({ type: 'notice', level: 'debug', message: `${shownUrl(url)} redirects to ${shownUrl(next)}.` });
    if (next.origin !== url.origin) headers = withoutCredentials(headers);
    if (data.statusCode === 303 || (data.statusCode < 303 && method === 'POST')) {
      if (method !== 'HEAD') method = 'GET';
      body = undefined;
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
    }
    visited.push(next);
    url = next;
  }
}

/** Moves the user of a URL into a header, and drops credentials unless the origin may see them. */
function firstHeaders(
  url: URL,
  init: GuardedRequestInit,
  userAgent: string,
  origins: ReadonlySet<string>,
  emit: ZooEventListener,
): Record<string, string> {
  const headers = requestHeaders(init.headers, userAgent);
  const user = `${decode(url.username)}:${decode(url.password)}`;
  url.username = '';
  url.password = '';
  if (user !== ':') headers['authorization'] ??= `Basic ${Buffer.from(user).toString('base64')}`;
  if (origins.has(url.origin) || !Object.keys(headers).some(isCredentialHeader)) return headers;
  emit({ type: 'notice', level: 'debug', message: `Credentials were kept from ${url.host}: they are not for it.` });
  return withoutCredentials(headers);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that stands for itself
  }
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

function locationOf({ headers }: Dispatcher.ResponseData): string | undefined {
  const { location } = headers;
  return typeof location === 'string' ? location : undefined;
}

function offline(url: URL): ZooError {
  return new ZooError('ERR_ZOO_OFFLINE', `The server ${url.host} was not asked, since the zoo is offline.`, {
    hint: 'Allow the network, or use what is on this machine already.',
    details: { host: url.host },
  });
}
