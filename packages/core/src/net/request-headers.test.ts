import { describe, expect, it } from 'vitest';
import { isCredentialHeader, requestHeaders, withoutCredentials } from './request-headers.js';

describe('isCredentialHeader', () => {
  it.each([
    'Authorization',
    'cookie',
    'Proxy-Authorization',
    'X-Auth-User',
    'x-api-key',
    'private-token',
    'X-Goog-Signature',
  ])('knows %s for one', (name) => {
    expect(isCredentialHeader(name)).toBe(true);
    expect(withoutCredentials({ [name]: 'x', accept: 'y' })).toStrictEqual({ accept: 'y' });
  });

  it.each(['accept', 'range', 'if-range', 'if-none-match', 'user-agent', 'x-github-api-version'])(
    'lets %s pass',
    (name) => {
      expect(isCredentialHeader(name)).toBe(false);
    },
  );
});

describe('requestHeaders', () => {
  it('asks for the bytes as they are, and leaves the connection to us', () => {
    expect(
      requestHeaders({ 'User-Agent': 'mine', Host: 'evil.example', 'Transfer-Encoding': 'chunked' }, 'zoo'),
    ).toStrictEqual({
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'mine',
    });
  });
});
