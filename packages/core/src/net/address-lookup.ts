import type { LookupAddress, LookupOptions } from 'node:dns';
import { addressClass, type AddressKind } from './address-kind.js';

/** Resolves the addresses of a host name, as `dns.lookup` does when it is asked for all. */
export type ResolveHost = (
  hostname: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** All addresses of a host are of another kind than the connection is for. Never shown to users as it is. */
export class AddressKindError extends Error {
  override readonly name = 'AddressKindError';
  readonly hostname: string;

  constructor(hostname: string) {
    super(`no permitted address: ${hostname}`);
    this.hostname = hostname;
  }
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/**
 * A `lookup` for `net.connect` that gives addresses of one kind only. The check is made on the very addresses that the
 * socket connects to, so that a name which resolves differently the second time gains nothing.
 */
export function createAddressLookup(
  kind: AddressKind,
  resolveHost: ResolveHost,
): (hostname: string, options: LookupOptions, callback: LookupCallback) => void {
  return (hostname, options, callback) => {
    resolveHost(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const permitted = addresses.filter(({ address }) => addressClass(address) === kind);
      const [first] = permitted;
      if (first === undefined) callback(new AddressKindError(hostname), []);
      else if (options.all === true) callback(null, permitted);
      else callback(null, first.address, first.family);
    });
  };
}
