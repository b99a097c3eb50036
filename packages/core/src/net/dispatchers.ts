import type { Dispatcher } from 'undici';
import { ZooError } from '../errors/zoo-error.js';
import type { AddressKind } from './address-kind.js';
import { createAddressLookup, type ResolveHost } from './address-lookup.js';

/** GitHub's answers carry some 8 KiB of headers. More than this is an attack or a fault. */
const MAX_HEADER_BYTES = 64 * 1024;
const CONNECT_TIMEOUT_MS = 30_000;

/** One pool of connections for each kind of address, so that a connection is never reused by a request that may not. */
export type Dispatchers = Readonly<Record<AddressKind, Dispatcher>>;

/**
 * Opens the pools, with the proxies that the environment names. A name that goes through a proxy is resolved by the
 * proxy: the user trusts it with that.
 *
 * @param authorities - Certificates in PEM that are trusted, all of them; `undefined` leaves that to Node.
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` for a proxy that is no URL
 */
export async function createDispatchers(
  env: Readonly<Record<string, string | undefined>>,
  resolveHost: ResolveHost,
  authorities: readonly string[] | undefined,
): Promise<Dispatchers> {
  const { EnvHttpProxyAgent } = await import('undici');
  const tls = { timeout: CONNECT_TIMEOUT_MS, ...(authorities !== undefined && { ca: [...authorities] }) };
  const create = (kind: AddressKind): Dispatcher =>
    new EnvHttpProxyAgent({
      // Empty texts, not `undefined`, keep undici from looking into the environment of the process.
      httpProxy: proxyUrl(env, 'http_proxy'),
      httpsProxy: proxyUrl(env, 'https_proxy'),
      noProxy: variable(env, 'no_proxy'),
      // Tunnels are for https; many proxies refuse them to other ports.
      proxyTunnel: false,
      connect: { ...tls, lookup: createAddressLookup(kind, resolveHost) },
      // On the way to a proxy, and through its tunnel, undici knows nothing of `connect`.
      proxyTls: tls,
      requestTls: tls,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
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
