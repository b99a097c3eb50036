import { assert, ipV4, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressClass, hostClass } from './address-kind.js';

describe('addressClass', () => {
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
    ['169.254.169.254', 'never'],
    ['100.100.100.200', 'never'],
    ['0.0.0.0', 'never'],
    ['224.0.0.1', 'never'],
    ['255.255.255.255', 'never'],
    ['::', 'never'],
    ['::1', 'private'],
    ['::7f00:1', 'never'],
    ['::ffff:127.0.0.1', 'private'],
    ['::ffff:a9fe:a9fe', 'never'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b:1::93.184.216.34', 'private'],
    ['2002:7f00:1::', 'private'],
    ['2001:0:1234::1', 'private'],
    ['fd12::1', 'private'],
    ['198.18.0.1', 'private'],
    ['64:ff9b::169.254.169.254', 'never'],
    ['fe80::1', 'never'],
    ['fe80::1%eth0', 'never'],
    ['fd00:ec2::254', 'never'],
    ['ff02::1', 'never'],
    ['not an address', 'never'],
    ['', 'never'],
  ])('gives the class of %s as %s', (address, kind) => {
    expect(addressClass(address)).toBe(kind);
  });

  it('sees an IPv4 address through every way of writing it in IPv6', () => {
    assert(
      property(ipV4(), (address) => {
        const kind = addressClass(address);
        const hex = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
        expect(addressClass(`::ffff:${address}`)).toBe(kind);
        expect(addressClass(`64:ff9b::${address}`)).toBe(kind);
        expect(addressClass(`2002:${hex.slice(0, 2).join('')}:${hex.slice(2).join('')}::1`)).toBe(kind);
      }),
    );
  });
});

describe('hostClass', () => {
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
    ['http://0xa9fea9fe/', 'never'],
    ['http://0/', 'never'],
    ['http://example.com/', undefined],
    ['http://localhost.example.com/', undefined],
  ])('takes the host of %s for %s', (url, kind) => {
    expect(hostClass(new URL(url).hostname)).toBe(kind);
  });
});
