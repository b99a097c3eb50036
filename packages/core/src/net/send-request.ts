import { ZooError } from '../errors/zoo-error.js';
import { hostClass, type AddressKind } from './address-kind.js';
import { AddressKindError } from './address-lookup.js';
import { timeoutError, toNetworkError } from './network-error.js';
import { shownUrl } from './shown-url.js';
import type { Answer, OneRequest, Transport } from './transport.js';
import type { Transports } from './transports.js';

export interface OneResponse {
  readonly answer: Answer;
  /** Kind of the address that answered. */
  readonly kind: AddressKind;
}

/**
 * Sends one request, to a public address if the host has one, to a private one only if that is permitted.
 *
 * @throws ZooError `ERR_ZOO_ADDRESS_FORBIDDEN`, `ERR_ZOO_TIMEOUT`, `ERR_ZOO_NETWORK` and their kin; the signal's reason
 */
export async function sendRequest(request: OneRequest, transports: Transports): Promise<OneResponse> {
  const { url, mayBePrivate } = request;
  const known = hostClass(url.hostname);
  if (known === 'never') throw forbidden(url);
  if (known !== 'private') {
    try {
      return { answer: await dispatch(request, transports.public), kind: 'public' };
    } catch (error) {
      // Nothing was sent: the check comes before the connection.
      if (!(error instanceof AddressKindError)) throw error;
    }
  }
  if (!mayBePrivate) throw forbidden(url);
  try {
    return { answer: await dispatch(request, transports.private), kind: 'private' };
  } catch (error) {
    throw error instanceof AddressKindError ? forbidden(url) : error;
  }
}

async function dispatch(request: OneRequest, transport: Transport): Promise<Answer> {
  const { url, signal } = request;
  const silence = new AbortController();
  // One timer for all that comes before the headers, drops of them included.
  const timer = setTimeout(() => silence.abort(timeoutError(url)), request.headersTimeoutMs);
  const either = AbortSignal.any([signal, silence.signal]);
  try {
    return await settleOrAbort(transport.send(request, either), either);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof AddressKindError ? error : toNetworkError(error, url);
  } finally {
    clearTimeout(timer);
  }
}

/** Undici lets go of an aborted request only once it is connected, which may take longer than users wait. */
function settleOrAbort(pending: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      pending.then(({ body }) => body.destroy()).catch(() => undefined);
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
