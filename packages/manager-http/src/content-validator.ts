import type { SinkContent } from '@modelzoo/core';

const DIGEST = 'sha256-';
const MODIFIED = 'modified ';
/** Between what a server says of a content and where it says so: a blank is in neither. */
const AT = ' at ';

/**
 * What identifies the content of a whole answer. The digest that was promised, if there is one: parts that came from
 * different mirrors then fit together, and would be found out at the end if they did not. Else a strong entity tag, else
 * the time of the last change together with the length; these two mean something only where they were said.
 */
export function contentOf({ headers, url }: Response, promisedSha256: string | undefined): SinkContent {
  const sizeBytes = contentLength(headers);
  if (promisedSha256 !== undefined) return { validator: `${DIGEST}${promisedSha256}`, sizeBytes };
  const etag = headers.get('etag');
  const modified = headers.get('last-modified');
  const place = `${AT}${placeOf(url)}`;
  if (etag !== null && isStrong(etag)) return { validator: `${etag}${place}`, sizeBytes };
  if (modified !== null && sizeBytes !== undefined) return { validator: `${MODIFIED}${modified}${place}`, sizeBytes };
  return { validator: undefined, sizeBytes };
}

/**
 * The headers that ask for the rest of exactly that content; `undefined` when there is no way to ask for it safely.
 *
 * @param end - Exclusive. `undefined`: to the end of the file.
 */
export function resumeHeaders(
  { validator }: SinkContent,
  start: number,
  end: number | undefined,
): { readonly range: string; readonly 'if-range'?: string } | undefined {
  if (validator === undefined) return undefined;
  const range = `bytes=${String(start)}-${end === undefined ? '' : String(end - 1)}`;
  return validator.startsWith(DIGEST) ? { range } : { range, 'if-range': parseValidator(validator).said };
}

/** Whether a partial answer says of itself that it belongs to other content, or comes from somewhere else. */
export function contradicts({ headers, url }: Response, { validator }: SinkContent): boolean {
  if (validator === undefined || validator.startsWith(DIGEST)) return false;
  const { header, said, place } = parseValidator(validator);
  return (headers.get(header) ?? said) !== said || placeOf(url) !== place;
}

function parseValidator(validator: string): { readonly header: string; readonly said: string; readonly place: string } {
  const isTime = validator.startsWith(MODIFIED);
  const at = validator.lastIndexOf(AT);
  return {
    header: isTime ? 'last-modified' : 'etag',
    said: validator.slice(isTime ? MODIFIED.length : 0, at),
    place: validator.slice(at + AT.length),
  };
}

/** Where an answer came from in the end. Signatures in a query are others every time. */
function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

export function contentLength(headers: Headers): number | undefined {
  const text = headers.get('content-length');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function isStrong(etag: string): boolean {
  return /^"[^"]+"$/.test(etag);
}
