import { createCipheriv, createHash } from 'node:crypto';

/** Bytes that look random, cannot be compressed, and are the same for the same seed on every machine. */
export function seededBytes(sizeBytes: number, seed: string | number = 1): Uint8Array {
  const key = createHash('sha256').update(String(seed)).digest();
  return new Uint8Array(createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(sizeBytes)));
}
