/** Longest tail in characters; GitHub itself stops at less. */
const MAX_TAIL_LENGTH = 1024;
/** Letters and digits of any script; of signs only those that every keyboard has, as others imitate them. */
const READABLE = /^[ -~\p{L}\p{M}\p{N}]*$/u;
/** Git forbids these in refs, and no folder that anybody publishes has them. */
const FORBIDDEN = /[\\~^:?*[]|\.\.|@\{/;
const STILL_ENCODED = /%[\da-f]{2}/i;
const FULL_SHA = /^[\da-f]{40}$/i;
/** What would change the meaning of a key when it is read again. */
const UNSAFE_IN_KEY = /[%# ]/g;

/**
 * Reads what follows `tree/` in a reference: a ref, perhaps with a sub-path behind it. Percent-encoding is undone once.
 * Where the ref ends only the repository knows.
 *
 * @returns the segments; none for `HEAD`, which is the default branch; `undefined` when no ref and path are spelt so
 */
export function parseTail(segments: readonly string[]): readonly string[] | undefined {
  const text = decode(segments.join('/'));
  if (text === undefined || text.length > MAX_TAIL_LENGTH) return undefined;
  if (!READABLE.test(text) || FORBIDDEN.test(text)) return undefined;
  // Full-width letters, ligatures and the like look like something that they are not.
  if (text.normalize('NFKC') !== text.normalize('NFC')) return undefined;
  const [ref = '', ...rest] = text.split('/');
  if (ref === 'HEAD' && rest.length === 0) return [];
  if (ref === '@' || ref.includes(' ') || /^[-.]/.test(ref)) return undefined;
  const tail = [FULL_SHA.test(ref) ? ref.toLowerCase() : ref, ...rest];
  return tail.every(isSegment) ? tail : undefined;
}

/** The tail as it stands in a key, where {@link parseTail} reads it again. */
export function formatTail(segments: readonly string[]): string {
  return segments.join('/').replace(UNSAFE_IN_KEY, encodeURIComponent);
}

function decode(text: string): string | undefined {
  try {
    const decoded = decodeURIComponent(text);
    return STILL_ENCODED.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

function isSegment(segment: string): boolean {
  return segment !== '' && !segment.endsWith('.') && segment.trim() === segment;
}
