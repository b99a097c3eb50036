import { ZooError, type ErrorDetail } from '@modelzoo/core';
import { RequestError } from '@octokit/request-error';
import { FetchFailure } from './fetch-failure.js';

/** What a request was about, for people. */
export interface RequestFacts {
  /** `owner/repo`. */
  readonly repository: string;
  /** Address of the API that was asked first. */
  readonly apiUrl: string;
  /** Where the token came from; `undefined` when none was sent. */
  readonly tokenName: string | undefined;
}

interface Refusal extends RequestFacts {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** What GitHub says about it. */
  readonly said: string;
  readonly details: Readonly<Record<string, ErrorDetail>>;
  readonly cause: RequestError;
}

const UNCHANGED = 'Nothing was changed.';
const SAID_MAX_LENGTH = 300;

/**
 * Turns what octokit threw into what the user should read. Abort reasons and core's own errors come back as they were.
 * @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function toZooError(error: unknown, facts: RequestFacts): unknown {
  if (error instanceof FetchFailure) return error.cause;
  if (!(error instanceof RequestError)) return error;
  if (error.cause instanceof FetchFailure) return error.cause.cause;

  const headers = error.response?.headers ?? {};
  const { status } = error;
  const refusal: Refusal = {
    ...facts,
    status,
    headers,
    said: readMessage(error.response?.data),
    details: { status, repository: facts.repository, tokenUsed: facts.tokenName !== undefined },
    cause: error,
  };
  if (isRateLimit(refusal)) return rateLimited(refusal);
  if (status === 401) return unauthorized(refusal);
  if (status === 403) return forbidden(refusal);
  if (status === 404) return notFound(refusal);
  if (status === 409) return empty(refusal);
  if (status === 422) return revisionNotFound(facts, undefined, error);
  if (status === 451) return blocked(refusal);
  return unexpected(refusal);
}

/** The repository is there; `ref` is not. */
export function revisionNotFound(facts: RequestFacts, ref: string | undefined, cause?: unknown): ZooError {
  const what = ref === undefined ? 'no such branch, tag or commit' : `no branch, tag or commit "${ref}"`;
  return new ZooError('ERR_ZOO_REVISION_NOT_FOUND', `The repository ${facts.repository} has ${what}.`, {
    hint: `Check its spelling and case. ${UNCHANGED}`,
    details: { repository: facts.repository, ref, tokenUsed: facts.tokenName !== undefined },
    cause,
  });
}

function isRateLimit({ status, headers, said }: Refusal): boolean {
  if (status === 429) return true;
  // GitHub tells secondary limits apart from other refusals by a header or, sometimes, by their text alone.
  const isLimit = String(headers['x-ratelimit-remaining']) === '0' || headers['retry-after'] !== undefined;
  return status === 403 && (isLimit || /\bsecondary rate limit\b/i.test(said));
}

function rateLimited({ headers, tokenName, details, cause }: Refusal): ZooError {
  const waitSeconds = toNumber(headers['retry-after']);
  const retryAfterMs = waitSeconds === undefined ? undefined : waitSeconds * 1000;
  const resetAt = readReset(headers, retryAfterMs);
  const when = resetAt === undefined ? 'Try again in some minutes.' : `Try again after ${resetAt}.`;
  const more = tokenName === undefined ? ' With a token in GITHUB_TOKEN the limit is much higher.' : '';
  return new ZooError('ERR_ZOO_RATE_LIMITED', `GitHub refuses more requests ${limitOf(tokenName)} for now.`, {
    hint: `${when}${more} ${UNCHANGED}`,
    details: { ...details, resetAt, retryAfterMs, limit: toNumber(headers['x-ratelimit-limit']) },
    cause,
  });
}

function limitOf(tokenName: string | undefined): string {
  return tokenName === undefined ? 'without a token from this address' : `with the token in ${tokenName}`;
}

function unauthorized({ tokenName, details, cause, apiUrl }: Refusal): ZooError {
  if (tokenName === undefined) {
    return new ZooError('ERR_ZOO_UNAUTHORIZED', `${new URL(apiUrl).host} answers nobody without a token.`, {
      hint: `Set GITHUB_TOKEN. ${UNCHANGED}`,
      details,
      cause,
    });
  }
  return new ZooError('ERR_ZOO_UNAUTHORIZED', `GitHub does not accept the token in ${tokenName}.`, {
    hint: `It may be mistyped, expired or revoked. Replace it, or remove it to read public repositories. ${UNCHANGED}`,
    details,
    cause,
  });
}

function forbidden({ repository, headers, tokenName, said, details, cause }: Refusal): ZooError {
  const sso = /^required; url=(https:\/\/[^\s;]+)/.exec(String(headers['x-github-sso'] ?? ''))?.[1];
  if (sso !== undefined) {
    const which = tokenName === undefined ? 'a token' : `the token in ${tokenName}`;
    const message = `The owner of ${repository} wants ${which} authorised for single sign-on.`;
    return new ZooError('ERR_ZOO_UNAUTHORIZED', message, {
      hint: `Authorise it at ${sso} and try again. ${UNCHANGED}`,
      details: { ...details, ssoUrl: sso },
      cause,
    });
  }
  const wanted = headers['x-accepted-github-permissions'] ?? headers['x-accepted-oauth-scopes'];
  const permission = wanted === undefined || wanted === '' ? '' : ` The token needs: ${wanted}.`;
  const advice =
    tokenName === undefined
      ? 'Set GITHUB_TOKEN to a token that may read it.'
      : `Give the token in ${tokenName} read access to its contents, or use another.`;
  return new ZooError('ERR_ZOO_UNAUTHORIZED', `GitHub forbids reading ${repository}.`, {
    hint: `${advice}${permission} ${UNCHANGED}`,
    details: { ...details, said, permissions: wanted === undefined ? undefined : String(wanted) },
    cause,
  });
}

/** GitHub hides what the token may not see behind a 404, so that the hint has to cover both. */
function notFound(refusal: Refusal): ZooError {
  const { repository, tokenName, details, cause, apiUrl } = refusal;
  if (isFromElsewhere(cause, apiUrl)) return revisionNotFound(refusal, undefined, cause);
  const hint =
    tokenName === undefined
      ? 'Check the spelling. For a private repository, set GITHUB_TOKEN.'
      : `Check the spelling, and that the token in ${tokenName} may read it if it is private.`;
  return new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', `GitHub shows no repository ${repository}.`, {
    hint: `${hint} ${UNCHANGED}`,
    details,
    cause,
  });
}

function empty({ repository, details, cause }: Refusal): ZooError {
  return new ZooError('ERR_ZOO_REVISION_NOT_FOUND', `The repository ${repository} is empty.`, {
    hint: `Its author has to push a commit first. ${UNCHANGED}`,
    details,
    cause,
  });
}

function blocked({ repository, details, cause }: Refusal): ZooError {
  return new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', `GitHub does not give out ${repository}, for legal reasons.`, {
    hint: `No token changes that; ask its author where it went. ${UNCHANGED}`,
    details,
    cause,
  });
}

function unexpected({ repository, status, said, details, cause }: Refusal): ZooError {
  if (status >= 500) {
    return new ZooError('ERR_ZOO_SERVER', `GitHub failed to answer for ${repository} (status ${status}).`, {
      hint: `Try again later; https://www.githubstatus.com tells about outages. ${UNCHANGED}`,
      details,
      cause,
    });
  }
  return new ZooError('ERR_ZOO_RESPONSE_INVALID', `GitHub answered ${status} for ${repository}.`, {
    hint: `Check that the address of the API is right. ${UNCHANGED}`,
    details: { ...details, said },
    cause,
  });
}

function isFromElsewhere(error: RequestError, apiUrl: string): boolean {
  const answered = error.response?.url ?? '';
  return URL.canParse(answered) && new URL(answered).origin !== new URL(apiUrl).origin;
}

/** ISO 8601. `retry-after` is the surer of the two headers: a secondary limit ends before the hour does. */
function readReset(headers: Refusal['headers'], retryAfterMs: number | undefined): string | undefined {
  const resetSeconds = toNumber(headers['x-ratelimit-reset']);
  const atMs = retryAfterMs === undefined ? (resetSeconds ?? Number.NaN) * 1000 : Date.now() + retryAfterMs;
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? undefined : `${date.toISOString().slice(0, 19)}Z`;
}

function toNumber(value: string | number | undefined): number | undefined {
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function readMessage(data: unknown): string {
  const isObject = typeof data === 'object' && data !== null && 'message' in data;
  return isObject && typeof data.message === 'string' ? data.message.slice(0, SAID_MAX_LENGTH) : '';
}
