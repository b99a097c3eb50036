import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { RequestError } from '@octokit/request-error';
import { ZooError, type PluginContext } from '@modelzoo/core';
import { FetchFailure } from './fetch-failure.js';

/** What {@link createOctokit} needs beside the context of the operation. */
export interface OctokitClientOptions {
  /** Without a trailing slash. */
  readonly apiUrl: string;
  readonly token: string | undefined;
  /** What the requests are about, for events. */
  readonly subject: string;
}

const MAX_RETRIES = 2;
/** The first pause; the second is four times as long, as the plugin squares the number of the attempt. */
const RETRY_BASE_MS = 250;
/** A rate limit that ends sooner is waited for. */
const MAX_RATE_LIMIT_WAIT_S = 5;
/** Statuses that the same request gets again. Rate limits among them are the throttling plugin's. */
const FINAL_STATUSES = [400, 401, 403, 404, 405, 406, 409, 410, 415, 422, 429, 451];

/**
 * An octokit of one operation: its only network is the context's guarded fetch, and it repeats what may succeed a
 * second time, shortly and at most twice.
 */
export function createOctokit({ apiUrl, token, subject }: OctokitClientOptions, context: PluginContext): Octokit {
  const announce = (attempt: number, delayMs: number, reason: string): void =>
    context.emit({ type: 'retry', subject, attempt, delayMs, reason });

  /** Innermost of the hooks: undoes octokit's habit of making everything that `fetch` throws a status of 500. */
  function judgeFailures(octokit: Octokit): void {
    octokit.hook.error('request', (error, options) => {
      if (!(error instanceof RequestError)) throw error;
      const failure = error.cause instanceof FetchFailure ? error.cause : undefined;
      // Without a status the plugins leave it alone: only a broken connection is worth another try.
      if (failure !== undefined && !ZooError.is(failure.cause, 'ERR_ZOO_NETWORK')) throw failure;
      const { retryCount = 0 } = (options.request ?? {}) as { readonly retryCount?: number };
      if (error.status >= 500 && retryCount < MAX_RETRIES) {
        const reason = failure === undefined ? `GitHub answered ${error.status}.` : 'GitHub could not be reached.';
        announce(retryCount + 1, (retryCount + 1) ** 2 * RETRY_BASE_MS, reason);
      }
      throw error;
    });
  }

  function waitsForLimit(retryAfterSeconds: number, _options: unknown, _octokit: unknown, retryCount: number): boolean {
    const waits = retryCount === 0 && retryAfterSeconds <= MAX_RATE_LIMIT_WAIT_S;
    if (waits) announce(1, retryAfterSeconds * 1000, 'GitHub limits the rate of requests.');
    return waits;
  }

  const log = {
    debug: (message: string) => context.log.debug(message),
    info: (message: string) => context.log.debug(message),
    warn: (message: string) => context.log.debug(message),
    error: (message: string) => context.log.debug(message),
  };
  const ZooOctokit = Octokit.plugin(judgeFailures, retry, throttling);
  return new ZooOctokit({
    baseUrl: apiUrl,
    ...(token !== undefined && { auth: token }),
    log,
    request: { fetch: guardedFetchFor(context), log },
    retry: { retries: MAX_RETRIES, retryAfterBaseValue: RETRY_BASE_MS, doNotRetry: FINAL_STATUSES },
    throttle: { id: apiUrl, onRateLimit: waitsForLimit, onSecondaryRateLimit: waitsForLimit },
  });
}

interface OctokitRequestInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

function guardedFetchFor(context: PluginContext) {
  return async (url: string, init: OctokitRequestInit): Promise<Response> => {
    // Who we are is core's to say.
    const { 'user-agent': _userAgent, ...headers } = init.headers;
    try {
      context.signal.throwIfAborted();
      if (init.method !== 'GET') throw new TypeError(`This provider only reads, but was to ${init.method}.`);
      return await context.fetch(url, { method: 'GET', headers, ...(init.signal && { signal: init.signal }) });
    } catch (cause) {
      throw new FetchFailure(cause);
    }
  };
}
