import { buffer } from 'node:stream/consumers';
import type { ArchiveEntry } from '../src/archive/archive-entry.js';

/** The whole content of an entry. */
export async function readBody(entry: ArchiveEntry): Promise<Buffer> {
  const body = entry.body();
  // A copy: the memory is the reader's.
  if (body instanceof Uint8Array) return Buffer.from(body);
  return buffer(body);
}
