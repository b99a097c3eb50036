import type { Dispatcher } from 'undici';
import { ZooError } from '../errors/zoo-error.js';
import { hostClass, type AddressKind } from './address-kind.js';
import { AddressKindError } from './address-lookup.js';
import type { Dispatchers } from './dispatchers.js';
import { timeoutError, toNetworkError } from './network-error.js';
import { destroyBody } from './response-body.js';
import { shownUrl } from './shown-url.js';

/** One request to one URL, with everything decided. */
export interface OneRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
  readonly headersTimeoutMs: number;
  readonly stallTimeoutMs: number;
  readonly mayBePrivate: boolean;
}

export interface OneResponse {
  readonly data: Dispatcher.ResponseData;
  /** Kind of the address that answered. */
  readonly kind: AddressKind;
}

/**
 * Sends one request, to a public address if the host has one, to a private one only if that is permitted.
 *
 * @throws ZooError `ERR_ZOO_ADDRESS_FORBIDDEN`, `ERR_ZOO_TIMEOUT`, `ERR_ZOO_NETWORK` and their kin; the signal's reason
 */
export async function sendRequest(request: OneRequest, dispatchers: Dispatchers): Promise<OneResponse> {
  const { url, mayBePrivate } = request;
  const known = hostClass(url.hostname);
  if (known === 'never') throw forbidden(url);
  if (known !== 'private') {
    try {
      return { data: await dispatch(request, dispatchers.public), kind: 'public' };
    } catch (error) {
      // Nothing was sent: the check comes before the connection.
      if (!(error instanceof AddressKindError)) throw error;
    }
  }
  if (!mayBePrivate) throw forbidden(url);
  try {
    return { data: await dispatch(request, dispatchers.private), kind: 'private' };
  } catch (error) {
    throw error instanceof AddressKindError ? forbidden(url) : error;
  }
}

async function dispatch(request: OneRequest, dispatcher: Dispatcher): Promise<Dispatcher.ResponseData> {
  const { url, signal } = request;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(timeoutError(url)), request.headersTimeoutMs);
  const either = AbortSignal.any([signal, silence.signal]);
  try {
    return await settleOrAbort(
      dispatcher.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: { ...request.headers },
        body: request.body ?? null,
        signal: either,
        // One timer for all that comes before the headers, drops of them included.
        headersTimeout: 0,
        bodyTimeout: request.stallTimeoutMs,
      }),
      either,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof AddressKindError ? error : toNetworkError(error, url);
  } finally {
    clearTimeout(timer);
  }
}

/** Undici lets go of an aborted request only once it is connected, which may take longer than users wait. */
function settleOrAbort(
  pending: Promise<Dispatcher.ResponseData>,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      pending.then(({ body }) => destroyBody(body)).catch(() => undefined);
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    pending.finally(() => signal.removeEventListener('abort', onAbort)).then(resolve, reject);
  });
}

function forbidden(url: URL): ZooError {
  return new ZooError(
    'ERR_ZOO_ADDRESS_FORBIDDEN',
    `The host ${url.host} is an address of this machine or of a private network.`,
    {
      hint: 'Nothing was sent there. What is public must not point into private networks; ask the author of the source.',
      details: { host: url.host, url: shownUrl(url) },
    },
  );
}
