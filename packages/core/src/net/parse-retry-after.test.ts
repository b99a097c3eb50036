import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './parse-retry-after.js';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('parseRetryAfter', () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '12' }, 12_000],
    ['zero seconds', { 'retry-after': '0' }, 0],
    ['a date to come', { 'retry-after': 'Fri, 02 Jan 2026 03:05:05 GMT' }, 60_000],
    ['a date gone by', { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' }, 0],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
    ['nothing', {}, undefined],
    ['a used up quota', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 30) }, 30_000],
    ['a quota that is left', { 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': '9999999999' }, undefined],
    ['a used up quota with seconds from now', { 'ratelimit-remaining': '0', 'ratelimit-reset': '7' }, 7000],
    [
      'seconds rather than a quota',
      { 'retry-after': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
      1000,
    ],
  ])('reads %s', (_, headers, expected) => {
    expect(parseRetryAfter(new Headers(headers), NOW)).toBe(expected);
  });
});
