import { ZooError } from '../errors/zoo-error.js';
import { shownUrl } from './shown-url.js';

const TIMEOUTS: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET|VERIFY|DECODE)|HOSTNAME_MISMATCH)/;

const REASONS: Readonly<Record<string, string>> = {
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  ENOTFOUND: 'there is no such host',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
};

/** What went wrong on the way to a host, or on the way back, as a {@link ZooError}. ZooErrors pass through. */
export function toNetworkError(error: unknown, url: URL): ZooError {
  if (ZooError.is(error)) return error;
  const code = errorCode(error);
  const details = { host: url.host, url: shownUrl(url), reason: code };
  if (code !== undefined && TIMEOUTS.has(code)) return timeoutError(url, error);
  const proxyStatus = refusalOfProxy(error);
  if (proxyStatus !== undefined) return proxyError(url, proxyStatus, error);
  if (code !== undefined && CERTIFICATE.test(code)) {
    return new ZooError('ERR_ZOO_CERTIFICATE_INVALID', `The certificate of ${url.host} cannot be trusted (${code}).`, {
      hint: 'Nothing was sent. If a proxy of your network replaces certificates, set NODE_EXTRA_CA_CERTS, or certificateAuthorities, to its authority.',
      details,
      cause: error,
    });
  }
  if (isProtocolError(error, code)) {
    return new ZooError('ERR_ZOO_RESPONSE_INVALID', `The server ${url.host} did not answer in proper HTTP.`, {
      hint: 'Try again later, and check that the URL is the one of a web server.',
      details,
      cause: error,
    });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new ZooError('ERR_ZOO_USAGE', `The request to ${url.host} cannot be sent as it is.`, {
      details,
      cause: error,
    });
  }
  const reason = code === undefined ? undefined : REASONS[code];
  return new ZooError(
    'ERR_ZOO_NETWORK',
    reason === undefined ? `The connection to ${url.host} failed.` : `Could not talk to ${url.host}: ${reason}.`,
    { hint: 'Check the network, the host name and the proxy settings, and try again.', details, cause: error },
  );
}

/** Answers that are no HTTP, have headers without end, or two lengths. The parser's errors have no code. */
function isProtocolError(error: unknown, code: string | undefined): boolean {
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return true;
  return error instanceof Error && error.name === 'HTTPParserError';
}

/** The status with which a proxy refused to let a request through. Undici says it in words only. */
function refusalOfProxy(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, status] = /^Proxy (?:Authentication Required|response) \((\d{3})\)/.exec(error.message) ?? [];
  return status === undefined ? refusalOfProxy(error.cause) : Number(status);
}

function proxyError(url: URL, status: number, cause: unknown): ZooError {
  const details = { host: url.host, url: shownUrl(url), status };
  if (status === 407) {
    return new ZooError('ERR_ZOO_UNAUTHORIZED', `The proxy on the way to ${url.host} wants other credentials.`, {
      hint: 'Put them into HTTP_PROXY and HTTPS_PROXY: http://user:password@host:port. Nothing was sent.',
      details,
      cause,
    });
  }
  return new ZooError('ERR_ZOO_NETWORK', `The proxy does not let us through to ${url.host} (${String(status)}).`, {
    hint: 'Ask whoever runs the proxy, or name the host in NO_PROXY. Nothing was sent.',
    details,
    cause,
  });
}

/** A host that took too long. */
export function timeoutError(url: URL, cause?: unknown): ZooError {
  return new ZooError('ERR_ZOO_TIMEOUT', `The server ${url.host} was silent for too long.`, {
    hint: 'Try again later. What has arrived is kept where it can be resumed.',
    details: { host: url.host, url: shownUrl(url) },
    cause,
  });
}

/** The code of an error, or of the first of the attempts that a failed connection to several addresses is made of. */
function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  for (const cause of causes) {
    const code = errorCode(cause);
    if (code !== undefined) return code;
  }
  return undefined;
}
