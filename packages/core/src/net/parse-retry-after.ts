const SECOND_MS = 1000;

/**
 * How long a host asks us to wait, in milliseconds from `now`: `retry-after` in seconds or as a date, else, when a quota is
 * used up, the time at which `x-ratelimit-reset` (seconds since 1970) or `ratelimit-reset` (seconds from now) renews it.
 * `undefined` when it says nothing that can be read. Never negative.
 *
 * @param now - Milliseconds since 1970. Default: the clock.
 */
export function parseRetryAfter(headers: Headers, now: number = Date.now()): number | undefined {
  const asked = headers.get('retry-after')?.trim();
  if (asked !== undefined && asked !== '') {
    const seconds = parseSeconds(asked);
    if (seconds !== undefined) return seconds * SECOND_MS;
    // Only real HTTP dates: `Date.parse` makes a year out of stray numbers.
    const date = /^[A-Z][a-z]{2,8},? /.test(asked) ? Date.parse(asked) : Number.NaN;
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  if (parseSeconds(headers.get('x-ratelimit-remaining')) === 0) {
    const reset = parseSeconds(headers.get('x-ratelimit-reset'));
    if (reset !== undefined) return Math.max(0, reset * SECOND_MS - now);
  }
  if (parseSeconds(headers.get('ratelimit-remaining')) === 0) {
    const reset = parseSeconds(headers.get('ratelimit-reset'));
    if (reset !== undefined) return reset * SECOND_MS;
  }
  return undefined;
}

function parseSeconds(text: string | null): number | undefined {
  return text !== null && /^\d{1,12}(?:\.\d{1,9})?$/.test(text.trim()) ? Number(text) : undefined;
}
