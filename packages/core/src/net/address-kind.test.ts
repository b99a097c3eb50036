import { assert, ipV4, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKind, hostKind } from './address-kind.js';

describe('addressKind', () => {
  it.each([
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1:248:1893:25c8:1946', 'public'],
    ['::ffff:93.184.216.34', 'public'],
    ['64:ff9b::93.184.216.34', 'public'],
    ['2002:5db8:d822::1', 'public'],
    ['127.0.0.1', 'private'],
    ['127.8.9.10', 'private'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'private'],
    ['100.100.100.200', 'private'],
    ['0.0.0.0', 'private'],
    ['224.0.0.1', 'private'],
    ['255.255.255.255', 'private'],
    ['::', 'private'],
    ['::1', 'private'],
    ['::7f00:1', 'private'],
    ['::ffff:127.0.0.1', 'private'],
    ['::ffff:a9fe:a9fe', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b:1::93.184.216.34', 'private'],
    ['2002:7f00:1::', 'private'],
    ['2001:0:1234::1', 'private'],
    ['fe80::1', 'private'],
    ['fe80::1%eth0', 'private'],
    ['fd00:ec2::254', 'private'],
    ['ff02::1', 'private'],
    ['not an address', 'private'],
    ['', 'private'],
  ])('calls %s %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it('sees an IPv4 address through every way of writing it in IPv6', () => {
    assert(
      property(ipV4(), (address) => {
        const kind = addressKind(address);
        const hex = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
        expect(addressKind(`::ffff:${address}`)).toBe(kind);
        expect(addressKind(`64:ff9b::${address}`)).toBe(kind);
        expect(addressKind(`2002:${hex.slice(0, 2).join('')}:${hex.slice(2).join('')}::1`)).toBe(kind);
      }),
    );
  });
});

describe('hostKind', () => {
  it.each([
    ['http://0x7f.1/', 'private'],
    ['http://2130706433/', 'private'],
    ['http://017700000001/', 'private'],
    ['http://127.1/', 'private'],
    ['http://①②⑦.0.0.1/', 'private'],
    ['http://[::ffff:7f00:1]/', 'private'],
    ['http://localhost./', 'private'],
    ['http://LOCALHOST/', 'private'],
    ['http://a.localhost:8080/', 'private'],
    ['http://93.184.216.34/', 'public'],
    ['http://example.com/', undefined],
    ['http://localhost.example.com/', undefined],
  ])('takes the host of %s for %s', (url, kind) => {
    expect(hostKind(new URL(url).hostname)).toBe(kind);
  });
});
