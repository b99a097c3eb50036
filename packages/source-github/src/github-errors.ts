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
  /** How to give one, to follow a comma: `set GITHUB_TOKEN`. */
  readonly tokenAdvice: string;
}

interface Refusal extends RequestFacts {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** What GitHub says about it. */
  readonly said: string;
  /** Where GitHub says why it shows the repository to nobody; `undefined` when it does not. */
  readonly blockUrl: string | undefined;
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
    blockUrl: readBlock(error.response?.data),
    details: { status, repository: facts.repository, tokenUsed: facts.tokenName !== undefined },
    cause: error,
  };
  if (isRateLimit(refusal)) return rateLimited(refusal);
  if (status === 401) return unauthorized(refusal);
  if (status === 451 || refusal.blockUrl !== undefined) return blocked(refusal);
  if (status === 403 || status === 404) {
    const ssoUrl = readSsoUrl(headers);
    if (ssoUrl !== undefined) return ssoRequired(refusal, ssoUrl);
    return status === 403 ? forbidden(refusal) : notFound(refusal);
  }
  if (status === 409) return sourceEmpty(facts, error);
  if (status === 422) return revisionNotFound(facts, undefined, error);
  return unexpected(refusal);
}

/** There is no such repository, or whoever asks may not see it: GitHub makes no difference. */
export function sourceNotFound(
  facts: RequestFacts,
  cause: unknown,
  details: Readonly<Record<string, ErrorDetail>> = {},
  scopes = '',
): ZooError {
  const { repository, tokenName, tokenAdvice } = facts;
  const hint =
    tokenName === undefined
      ? `Check the spelling. For a private repository, ${tokenAdvice}.`
      : `Check the spelling, and that the token in ${tokenName} may read it if it is private.${scopes}`;
  return new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', `GitHub shows no repository ${repository}.`, {
    hint: `${hint} ${UNCHANGED}`,
    details: { repository, tokenUsed: tokenName !== undefined, ...details },
    cause,
  });
}

/** The repository is there, and nobody has put anything into it. */
export function sourceEmpty({ repository, tokenName }: RequestFacts, cause?: unknown): ZooError {
  return new ZooError(
    'ERR_ZOO_SOURCE_EMPTY',
    `The repository ${repository} is empty: its default branch has no commit.`,
    {
      hint: `Its author has to push a commit first. ${UNCHANGED}`,
      details: { repository, tokenUsed: tokenName !== undefined },
      cause,
    },
  );
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
  const isLimit = isUsedUp(headers) || headers['retry-after'] !== undefined;
  return status === 403 && (isLimit || /\bsecondary rate limit\b|\babuse detection\b/i.test(said));
}

function isUsedUp(headers: Refusal['headers']): boolean {
  return String(headers['x-ratelimit-remaining']) === '0';
}

function rateLimited({ headers, tokenName, tokenAdvice, details, cause }: Refusal): ZooError {
  const kind = isUsedUp(headers) ? 'primary' : 'secondary';
  const waitSeconds = toNumber(headers['retry-after']);
  const retryAfterMs = waitSeconds === undefined ? undefined : waitSeconds * 1000;
  const resetAt = readReset(headers, retryAfterMs, kind);
  const when = resetAt === undefined ? 'Try again in some minutes.' : `Try again after ${resetAt}.`;
  const whose = tokenName === undefined ? 'without a token from this address' : `with the token in ${tokenName}`;
  const message =
    kind === 'primary'
      ? `The requests that GitHub answers ${whose} in an hour are used up.`
      : `GitHub was asked too much in a short time ${whose}, and refuses more for now.`;
  const more = tokenName === undefined ? ` For a much higher limit, ${tokenAdvice}.` : '';
  return new ZooError('ERR_ZOO_RATE_LIMITED', message, {
    hint: `${when}${more} ${UNCHANGED}`,
    details: { ...details, kind, resetAt, retryAfterMs, limit: toNumber(headers['x-ratelimit-limit']) },
    cause,
  });
}

function unauthorized({ tokenName, tokenAdvice, details, cause, apiUrl }: Refusal): ZooError {
  if (tokenName === undefined) {
    return new ZooError('ERR_ZOO_UNAUTHORIZED', `${new URL(apiUrl).host} answers nobody without a token.`, {
      hint: `To read from it, ${tokenAdvice}. ${UNCHANGED}`,
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

function ssoRequired({ repository, tokenName, details, cause }: Refusal, ssoUrl: string): ZooError {
  const which = tokenName === undefined ? 'a token' : `the token in ${tokenName}`;
  const message = `The owner of ${repository} wants ${which} authorised for single sign-on.`;
  return new ZooError('ERR_ZOO_SSO_REQUIRED', message, {
    hint: `Authorise it at ${ssoUrl} and try again. ${UNCHANGED}`,
    details: { ...details, ssoUrl },
    cause,
  });
}

function forbidden(refusal: Refusal): ZooError {
  const { repository, headers, tokenName, tokenAdvice, said, details, cause } = refusal;
  const wanted = headers['x-accepted-github-permissions'];
  const permissions = wanted === undefined || wanted === '' ? undefined : String(wanted);
  const lack = permissions === undefined ? scopesLack(headers) : ` The token needs: ${permissions}.`;
  const advice =
    tokenName === undefined
      ? `To be let in, ${tokenAdvice} to a token that may read it.`
      : `Give the token in ${tokenName} read access to its contents, or use another.`;
  return new ZooError('ERR_ZOO_FORBIDDEN', `GitHub forbids reading ${repository}.`, {
    hint: `${advice}${lack} ${UNCHANGED}`,
    details: { ...details, said, permissions: permissions ?? scopesOf(headers, 'x-accepted-oauth-scopes') },
    cause,
  });
}

/** GitHub hides what the token may not see behind a 404, so that the hint has to cover both. */
function notFound(refusal: Refusal): ZooError {
  const { details, cause, apiUrl, headers } = refusal;
  if (isFromElsewhere(cause, apiUrl)) return revisionNotFound(refusal, undefined, cause);
  return sourceNotFound(refusal, cause, details, scopesLack(headers));
}

function blocked({ repository, blockUrl, details, cause }: Refusal): ZooError {
  const reason = blockUrl === undefined ? '' : ` GitHub says why at ${blockUrl}.`;
  return new ZooError('ERR_ZOO_SOURCE_BLOCKED', `GitHub does not give out ${repository}, for legal reasons.`, {
    hint: `No token changes that; ask its author where it went.${reason} ${UNCHANGED}`,
    details: { ...details, blockUrl },
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

/** ISO 8601. The end of the hour says nothing of a secondary limit, which ends before it. */
function readReset(
  headers: Refusal['headers'],
  retryAfterMs: number | undefined,
  kind: 'primary' | 'secondary',
): string | undefined {
  const resetSeconds = kind === 'primary' ? toNumber(headers['x-ratelimit-reset']) : undefined;
  const atMs = retryAfterMs === undefined ? (resetSeconds ?? Number.NaN) * 1000 : Date.now() + retryAfterMs;
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? undefined : `${date.toISOString().slice(0, 19)}Z`;
}

function readSsoUrl(headers: Refusal['headers']): string | undefined {
  return /^required; url=(https:\/\/[^\s;]+)/.exec(String(headers['x-github-sso'] ?? ''))?.[1];
}

/** What a classic token has too few of, to follow a sentence; empty when the headers do not say. */
function scopesLack(headers: Refusal['headers']): string {
  const accepted = scopesOf(headers, 'x-accepted-oauth-scopes');
  const granted = scopesOf(headers, 'x-oauth-scopes');
  if (accepted === undefined || accepted === '' || granted === undefined) return '';
  const hasOne = accepted.split(', ').some((scope) => granted.split(', ').includes(scope));
  return hasOne
    ? ''
    : ` It has ${granted === '' ? 'no scopes' : `the scopes ${granted}`}; this takes one of ${accepted}.`;
}

/** `undefined` when the header is not there, which is so for tokens without scopes. */
function scopesOf(headers: Refusal['headers'], name: string): string | undefined {
  const value = headers[name];
  const scopes = value === undefined ? undefined : String(value).split(',');
  return scopes
    ?.map((scope) => scope.trim())
    .filter(Boolean)
    .join(', ');
}

function toNumber(value: string | number | undefined): number | undefined {
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A repository that is blocked says so in the body, whether the status is 451 or, against GitHub's own terms, 403. */
function readBlock(data: unknown): string | undefined {
  const block = typeof data === 'object' && data !== null && 'block' in data ? data.block : undefined;
  if (typeof block !== 'object' || block === null) return undefined;
  return 'html_url' in block && typeof block.html_url === 'string' ? block.html_url.slice(0, SAID_MAX_LENGTH) : '';
}

function readMessage(data: unknown): string {
  const isObject = typeof data === 'object' && data !== null && 'message' in data;
  return isObject && typeof data.message === 'string' ? data.message.slice(0, SAID_MAX_LENGTH) : '';
}
