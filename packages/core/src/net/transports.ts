import { ZooError } from '../errors/zoo-error.js';
import type { AddressKind } from './address-kind.js';
import { createAddressLookup, type ResolveHost } from './address-lookup.js';
import { createPlainTransport } from './plain-http/plain-transport.js';
import type { Transport } from './transport.js';
import { createUndiciTransport, type Proxies } from './undici-transport.js';

/** One of each kind of address, so that a connection is never reused by a request that may not. */
export type Transports = Readonly<Record<AddressKind, Transport>>;

/**
 * Opens the ways out, with the proxies that the environment names. A name that goes through a proxy is resolved by the
 * proxy: the user trusts it with that.
 *
 * @param authorities - Certificates in PEM that are trusted, all of them; `undefined` leaves that to Node.
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` for a proxy that is no URL
 */
export function createTransports(
  env: Readonly<Record<string, string | undefined>>,
  resolveHost: ResolveHost,
  authorities: readonly string[] | undefined,
): Transports {
  const proxies: Proxies = {
    http: proxyUrl(env, 'http_proxy'),
    https: proxyUrl(env, 'https_proxy'),
    excluded: variable(env, 'no_proxy'),
  };
  const create = (kind: AddressKind): Transport => {
    const lookup = createAddressLookup(kind, resolveHost);
    const undici = createUndiciTransport(lookup, authorities, proxies);
    // What goes through proxies, and what does not, is undici's to know.
    return proxies.http === '' && proxies.https === '' ? createPlainTransport(lookup, authorities, undici) : undici;
  };
  return { public: create('public'), private: create('private') };
}

function proxyUrl(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = variable(env, name);
  const url = value === '' || value.includes('://') ? value : `http://${value}`;
  if (url === '' || URL.canParse(url)) return url;
  throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The environment variable ${name.toUpperCase()} is not a URL.`, {
    hint: 'Write it as http://host:port, or unset it.',
  });
}

function variable(env: Readonly<Record<string, string | undefined>>, name: string): string {
  return env[name] ?? env[name.toUpperCase()] ?? '';
}
