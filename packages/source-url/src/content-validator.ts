/** What a server says by which a client can tell that content is the same, byte for byte. Weak entity tags are none. */
export interface ContentValidator {
  /** As it is sent back: in `if-none-match` or `if-range`. */
  readonly etag: string | undefined;
  /** As it is sent back: in `if-modified-since` or `if-range`. */
  readonly lastModified: string | undefined;
}

/**
 * Reads the strong validators of an answer. A time of last change is one when the answer is later by a second or more, since
 * the content may have changed twice within one (RFC 9110, 8.8.2.2).
 */
export function readValidator(headers: Headers): ContentValidator {
  const etag = headers.get('etag') ?? '';
  const lastModified = headers.get('last-modified') ?? '';
  const ageMs = Date.parse(headers.get('date') ?? '') - Date.parse(lastModified);
  return {
    etag: /^"[\u0021\u0023-\u007e]+"$/.test(etag) ? etag : undefined,
    lastModified: ageMs >= 1000 ? lastModified : undefined,
  };
}

/** Bytes of the body, when the answer says so. */
export function contentLength(headers: Headers): number | undefined {
  const text = headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Whether an answer of status 206 brings all that there is from a position on. */
export function isRestFrom(position: number, headers: Headers): boolean {
  const [, start, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  return Number(start) === position && Number(last) + 1 === Number(total);
}
