import { describe, expect, it } from 'vitest';
import { statusError } from './status-error.js';

describe('statusError', () => {
  it.each<[number, Record<string, string>, string]>([
    [401, {}, 'ERR_ZOO_UNAUTHORIZED'],
    [403, {}, 'ERR_ZOO_UNAUTHORIZED'],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' }, 'ERR_ZOO_RATE_LIMITED'],
    [404, {}, 'ERR_ZOO_FILE_NOT_FOUND'],
    [407, {}, 'ERR_ZOO_UNAUTHORIZED'],
    [408, {}, 'ERR_ZOO_TIMEOUT'],
    [410, {}, 'ERR_ZOO_FILE_NOT_FOUND'],
    [418, {}, 'ERR_ZOO_RESPONSE_INVALID'],
    [429, {}, 'ERR_ZOO_RATE_LIMITED'],
    [500, {}, 'ERR_ZOO_SERVER'],
    [503, { 'retry-after': '3' }, 'ERR_ZOO_SERVER'],
  ])('makes of a %i with %j an %s', (status, headers, code) => {
    const error = statusError(new Response(null, { status, headers }), 'the file');
    expect(error).toMatchObject({ code, details: { status } });
    expect(error.details['retryAfterMs']).toBe(headers['retry-after'] === '3' ? 3000 : error.details['retryAfterMs']);
  });

  it('takes the code that the caller has for what is missing', () => {
    const error = statusError(new Response(null, { status: 404 }), 'it', { notFound: 'ERR_ZOO_SOURCE_NOT_FOUND' });
    expect(error.code).toBe('ERR_ZOO_SOURCE_NOT_FOUND');
  });
});
