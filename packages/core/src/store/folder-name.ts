import { createHash } from 'node:crypto';
import { redactCredentials } from '../errors/redact.js';

const LONGEST_SLUG = 60;
const HASH_DIGITS = 16;
const PLAIN = /^[a-z0-9_][a-z0-9._+-]*$/;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/**
 * A readable name for a folder, different for different texts on every file system: the text itself where it is plain,
 * else what is readable of it (credentials are not), `~` and part of its hash. No plain text has a `~`, or an `@`.
 */
export function folderName(text: string): string {
  if (PLAIN.test(text) && text.length <= LONGEST_SLUG && !WINDOWS_DEVICE.test(text) && !text.endsWith('.')) return text;
  const slug = redactCredentials(text)
    .replace(/[^A-Za-z0-9._+-]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^[.-]+|[.-]+$/g, '');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
  return `${WINDOWS_DEVICE.test(slug) ? `_${slug}` : slug}~${hash}`;
}
