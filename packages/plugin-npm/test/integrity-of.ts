import { createHash } from 'node:crypto';

/** Subresource integrity of some bytes: `sha512-<base64>`. */
export function integrityOf(bytes: Uint8Array, algorithm = 'sha512'): string {
  return `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
}
