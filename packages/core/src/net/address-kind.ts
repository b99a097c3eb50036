import ipaddr from 'ipaddr.js';

/** `private`: whatever is not an ordinary address of the open internet, this machine and metadata services included. */
export type AddressKind = 'public' | 'private';

/** Ranges of IPv6 that carry an IPv4 address in two of their words: where in the bytes it starts. */
const EMBEDDED_IPV4_OFFSET: Readonly<Record<string, number>> = { rfc6052: 12, '6to4': 2 };
const NAT64_WELL_KNOWN = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** The deprecated notation of an IPv4 address inside IPv6 (`::127.0.0.1`). */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');

/** Tells what an IP address is. What cannot be read as one is `private`, so that nothing slips through by being odd. */
export function addressKind(address: string): AddressKind {
  if (!ipaddr.isValid(address)) return 'private';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast' ? 'public' : 'private';
  if (parsed.match(IPV4_COMPATIBLE)) return 'private';
  const range = parsed.range();
  const offset = EMBEDDED_IPV4_OFFSET[range];
  if (offset === undefined) return range === 'unicast' ? 'public' : 'private';
  // Networks without IPv4 reach all of it through such addresses, so they are what the embedded address is. Local
  // prefixes of NAT64 are the network's own affair.
  if (range === 'rfc6052' && !parsed.match(NAT64_WELL_KNOWN)) return 'private';
  return addressKind(
    parsed
      .toByteArray()
      .slice(offset, offset + 4)
      .join('.'),
  );
}

/**
 * What is known of a URL's host without asking anybody: addresses, in whatever spelling (`new URL` has made `0x7f.1` into
 * `127.0.0.1`), and names that mean this machine. `undefined` for names that have to be resolved.
 */
export function hostKind(hostname: string): AddressKind | undefined {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (ipaddr.isValid(host)) return addressKind(host);
  return host === 'localhost' || host.endsWith('.localhost') ? 'private' : undefined;
}
