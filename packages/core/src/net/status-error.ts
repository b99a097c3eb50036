import type { ZooErrorCode } from '../errors/error-codes.js';
import { ZooError } from '../errors/zoo-error.js';
import { parseRetryAfter } from './parse-retry-after.js';

/** What {@link statusError} may be told. */
export interface StatusErrorOptions {
  /** Code for 404 and 410. Default `ERR_ZOO_FILE_NOT_FOUND`. */
  readonly notFound?: ZooErrorCode | undefined;
  /** Hint for 401 and 403: how credentials are given, if they are. */
  readonly credentialHint?: string | undefined;
}

/**
 * The error that an unsuccessful response means, with `details.status` and, where the host says, `details.retryAfterMs`.
 * The caller still has to cancel the body.
 *
 * @param subject - What was asked for, as a user calls it.
 */
export function statusError(response: Response, subject: string, options: StatusErrorOptions = {}): ZooError {
  const { status } = response;
  const host = URL.canParse(response.url) ? new URL(response.url).host : undefined;
  const server = host === undefined ? 'The server' : `The server ${host}`;
  const retryAfterMs = parseRetryAfter(response.headers);
  const details = { status, host, retryAfterMs };
  if (status === 429 || (status === 403 && retryAfterMs !== undefined)) {
    const wait = retryAfterMs === undefined ? 'later' : `in ${String(Math.ceil(retryAfterMs / 1000))} seconds`;
    return new ZooError(
      'ERR_ZOO_RATE_LIMITED',
      `${server} refuses more requests for a while, so ${subject} has to wait.`,
      {
        hint: `Try again ${wait}.`,
        details,
      },
    );
  }
  if (status === 401 || status === 403) {
    return new ZooError('ERR_ZOO_UNAUTHORIZED', `${server} does not let us see ${subject} (${String(status)}).`, {
      hint: options.credentialHint ?? 'It may be private, or the link may have expired.',
      details,
    });
  }
  if (status === 407) {
    return new ZooError('ERR_ZOO_UNAUTHORIZED', `The proxy on the way to ${host ?? 'the server'} wants credentials.`, {
      hint: 'Put them into HTTP_PROXY or HTTPS_PROXY: http://user:password@host:port.',
      details,
    });
  }
  if (status === 404 || status === 410) {
    return new ZooError(options.notFound ?? 'ERR_ZOO_FILE_NOT_FOUND', `${server} does not have ${subject}.`, {
      hint: 'Check the spelling. It may also have been moved, deleted or made private.',
      details,
    });
  }
  if (status === 408) return new ZooError('ERR_ZOO_TIMEOUT', `${server} gave up waiting (408).`, { details });
  if (status >= 500) {
    return new ZooError('ERR_ZOO_SERVER', `${server} failed while it was asked for ${subject} (${String(status)}).`, {
      hint: 'That is a fault over there. Try again later.',
      details,
    });
  }
  return new ZooError('ERR_ZOO_RESPONSE_INVALID', `${server} answered ${String(status)} when asked for ${subject}.`, {
    hint: 'That status has no meaning here. Check the URL.',
    details,
  });
}
