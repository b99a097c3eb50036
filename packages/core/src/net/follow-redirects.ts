import { ZooError } from '../errors/zoo-error.js';
import type { ZooEventListener } from '../events/zoo-event.js';
import type { GuardedRequestInit } from '../plugins/plugin-context.js';
import { hostClass } from './address-kind.js';
import { bodyLimit } from './body-limits.js';
import type { FetchScope } from './fetch-scope.js';
import { isRedirect, redirectTarget } from './redirect-target.js';
import { isCredentialHeader, requestHeaders, settableHeaders, withoutCredentials } from './request-headers.js';
import type { Traffic } from './response-body.js';
import { sendRequest, type OneResponse } from './send-request.js';
import { shownUrl } from './shown-url.js';
import { toResponse } from './to-response.js';
import type { Answer, OneRequest } from './transport.js';
import type { Transports } from './transports.js';
import type { RewrittenUrl } from './url-rewrites.js';

const DEFAULT_TIMEOUT_MS = 30_000;

/** What all requests of one network have in common. */
export interface RequestMeans {
  readonly transports: Transports;
  readonly userAgent: string;
  readonly rewrite: (url: URL) => RewrittenUrl | undefined;
  /** Bytes that may come out of the archive of a source. */
  readonly maxSourceBytes: number | undefined;
  readonly traffic: Traffic;
}

/**
 * Sends a request and follows where it leads, hop by hop. The URL of a hop is what is asked for; with a rewrite another
 * one is contacted for it, and all rules hold for the one contacted.
 */
export async function followRedirects(
  start: URL,
  init: GuardedRequestInit,
  scope: FetchScope,
  means: RequestMeans,
): Promise<Response> {
  const signal = init.signal === undefined ? scope.signal : AbortSignal.any([scope.signal, init.signal]);
  signal.throwIfAborted();
  const origins = new Set(scope.credentialOrigins.map((origin) => new URL(origin).origin));
  let { method = 'GET', body }: { method?: string; body?: string | Uint8Array | undefined } = init;
  let headers = firstHeaders(start, init, means.userAgent, origins, scope.emit);
  let linkHeaders = settableHeaders(init.linkHeaders);
  const expects = init.expects ?? scope.expects ?? 'answer';
  const visited = [start];
  // A way that was private all along may go on privately: the user configured its start, or allowed it. One that
  // has touched the public never leads back inside.
  let mayBePrivate = scope.allowPrivate || origins.has(start.origin);
  // A mirror is the user's own, so it may be private. It answers for strangers, so that permission ends with it.
  let mirrorOrigin: string | undefined;
  for (let url = start; ;) {
    const rewritten = means.rewrite(url);
    const contacted = rewritten?.url ?? url;
    const isElsewhere = contacted.origin !== url.origin;
    if (rewritten !== undefined) {
      const message = `${shownUrl(contacted)} is asked for ${shownUrl(url)}, as it was configured.`;
      scope.emit({ type: 'notice', level: 'debug', message });
      if (isElsewhere && !rewritten.sendCredentials) {
        headers = withoutCredentials(headers);
        linkHeaders = withoutCredentials(linkHeaders);
      }
    }
    const isMirror = isElsewhere || url.origin === mirrorOrigin;
    const { answer, kind } = await sendFor(url, means.transports, {
      url: contacted,
      method,
      headers: { ...headers, ...linkHeaders },
      body,
      expects,
      signal,
      headersTimeoutMs: init.headersTimeoutMs ?? DEFAULT_TIMEOUT_MS,
      stallTimeoutMs: init.stallTimeoutMs ?? DEFAULT_TIMEOUT_MS,
      mayBePrivate: mayBePrivate || isMirror,
    });
    // Who wrote what a mirror of the public web serves is no less of a stranger for it.
    const reached = isElsewhere && hostClass(url.hostname) !== 'private' ? 'public' : kind;
    scope.onAddress?.(reached);
    if (reached === 'public') mayBePrivate = false;
    mirrorOrigin = isMirror ? contacted.origin : undefined;
    if (!isRedirect(answer.statusCode) || init.followRedirects === false) {
      const limit = bodyLimit(expects, means.maxSourceBytes);
      const { traffic } = means;
      return toResponse(answer, { url, method, signal, limit, traffic });
    }
    answer.body.drop();
    const next = redirectTarget(locationOf(answer), visited, contacted);
    scope.emit({ type: 'notice', level: 'debug', message: `${shownUrl(url)} redirects to ${shownUrl(next)}.` });
    linkHeaders = {};
    if (next.origin !== contacted.origin) headers = withoutCredentials(headers);
    if (answer.statusCode === 303 || (answer.statusCode < 303 && method === 'POST')) {
      if (method !== 'HEAD') method = 'GET';
      body = undefined;
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
    }
    visited.push(next);
    url = next;
  }
}

/** Sends a request on behalf of another URL, and says so when it fails. */
async function sendFor(asked: URL, transports: Transports, request: OneRequest): Promise<OneResponse> {
  try {
    return await sendRequest(request, transports);
  } catch (error) {
    if (asked === request.url || !ZooError.is(error)) throw error;
    const hint = `The configuration rewrites ${asked.host} to ${request.url.host}. ${error.hint ?? ''}`.trimEnd();
    throw new ZooError(error.code, error.message, {
      hint,
      details: { ...error.details, url: shownUrl(asked), contacted: shownUrl(request.url) },
      cause: error,
    });
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

function locationOf({ headers }: Answer): string | undefined {
  const { location } = headers;
  return typeof location === 'string' ? location : undefined;
}
