import type { SinkContent } from '@modelzoo/core';

const MODIFIED = 'modified ';
const DIGEST = 'sha256-';

/**
 * What identifies the content of a whole answer: a strong entity tag, else the time of its last change together with its
 * length, else the digest that was promised (parts of two contents would then be found out at the end).
 */
export function contentOf(headers: Headers, promisedSha256: string | undefined): SinkContent {
  const sizeBytes = contentLength(headers);
  const etag = headers.get('etag');
  if (etag !== null && isStrong(etag)) return { validator: etag, sizeBytes };
  const modified = headers.get('last-modified');
  if (modified !== null && sizeBytes !== undefined) return { validator: `${MODIFIED}${modified}`, sizeBytes };
  return { validator: promisedSha256 === undefined ? undefined : `${DIGEST}${promisedSha256}`, sizeBytes };
}

/**
 * The headers that ask for the rest of exactly that content; `undefined` when there is no way to ask for it safely.
 *
 * @param end - Exclusive. `undefined`: to the end of the file.
 */
export function resumeHeaders(
  content: SinkContent,
  start: number,
  end: number | undefined,
): { readonly range: string; readonly 'if-range'?: string } | undefined {
  const { validator } = content;
  if (validator === undefined) return undefined;
  const range = `bytes=${String(start)}-${end === undefined ? '' : String(end - 1)}`;
  if (validator.startsWith(MODIFIED)) return { range, 'if-range': validator.slice(MODIFIED.length) };
  return validator.startsWith(DIGEST) ? { range } : { range, 'if-range': validator };
}

/** Whether a partial answer says of itself that it belongs to other content. */
export function contradicts(headers: Headers, { validator }: SinkContent): boolean {
  if (validator === undefined || validator.startsWith(DIGEST)) return false;
  const [said, expected] = validator.startsWith(MODIFIED)
    ? [headers.get('last-modified'), validator.slice(MODIFIED.length)]
    : [headers.get('etag'), validator];
  return said !== null && said !== expected;
}

export function contentLength(headers: Headers): number | undefined {
  const text = headers.get('content-length');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function isStrong(etag: string): boolean {
  return /^"[^"]+"$/.test(etag);
}
