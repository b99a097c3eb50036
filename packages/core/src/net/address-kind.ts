import ipaddr from 'ipaddr.js';

/** `private`: whatever is not an ordinary address of the open internet: this machine, its networks, and odd ranges. */
export type AddressKind = 'public' | 'private';

/** `never`: nobody keeps models there, and what answers gives secrets away: metadata services of clouds, above all. */
export type AddressClass = AddressKind | 'never';

const NEVER_RANGES: ReadonlySet<string> = new Set(['broadcast', 'linkLocal', 'multicast', 'unspecified']);
/** Metadata services outside of the link-local ranges. */
const NEVER_ADDRESSES: ReadonlySet<string> = new Set(['100.100.100.200', 'fd00:ec2::254']);

/** Ranges of IPv6 that carry an IPv4 address in two of their words: where in the bytes it starts. */
const EMBEDDED_IPV4_OFFSET: Readonly<Record<string, number>> = { rfc6052: 12, '6to4': 2 };
const NAT64_WELL_KNOWN = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** The deprecated notation of an IPv4 address inside IPv6 (`::127.0.0.1`). */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');

/** Tells what an IP address is. What cannot be read as one is `never`, so that nothing slips through by being odd. */
export function addressClass(address: string): AddressClass {
  if (!ipaddr.isValid(address)) return 'never';
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (NEVER_RANGES.has(range) || NEVER_ADDRESSES.has(parsed.toString())) return 'never';
  if (parsed instanceof ipaddr.IPv4) return range === 'unicast' ? 'public' : 'private';
  if (range === 'loopback') return 'private';
  if (parsed.match(IPV4_COMPATIBLE)) return 'never';
  const offset = EMBEDDED_IPV4_OFFSET[range];
  if (offset === undefined) return range === 'unicast' ? 'public' : 'private';
  // Networks without IPv4 reach all of it through such addresses, so they are what the embedded address is. Local
  // prefixes of NAT64 are the network's own affair.
  if (range === 'rfc6052' && !parsed.match(NAT64_WELL_KNOWN)) return 'private';
  return addressClass(
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
export function hostClass(hostname: string): AddressClass | undefined {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (ipaddr.isValid(host)) return addressClass(host);
  return host === 'localhost' || host.endsWith('.localhost') ? 'private' : undefined;
}
