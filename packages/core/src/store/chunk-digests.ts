import type { ByteRange } from '../plugins/model-manager.js';
import type { HashPool } from './hash-pool.js';
import { CHUNK_BYTES, type ReceiptFile } from './receipt.js';

/** Digests of the pieces of a file, as a receipt keeps them. */
export type ChunkDigests = NonNullable<ReceiptFile['chunks']>;

/** A piece of a file, and what it has to be. */
export interface Chunk extends ByteRange {
  readonly sha256: string;
}

/** The pieces of a file that a receipt has digests of; none where it has not. */
export function chunksOf({ sizeBytes, chunks }: Pick<ReceiptFile, 'sizeBytes' | 'chunks'>): Chunk[] {
  if (chunks === undefined || chunks.sha256.length !== Math.ceil(sizeBytes / chunks.sizeBytes)) return [];
  const ranges = splitRange(sizeBytes, chunks.sizeBytes);
  return ranges.map((range, index) => ({ ...range, sha256: chunks.sha256[index] ?? '' }));
}

/** Digests of the pieces of a file; `undefined` for one that is a single piece, whose digest is the file's own. */
export async function digestChunks(path: string, sizeBytes: number, pool: HashPool): Promise<ChunkDigests | undefined> {
  if (sizeBytes <= CHUNK_BYTES) return undefined;
  const digests = await Promise.all(
    splitRange(sizeBytes, CHUNK_BYTES).map(({ start, end }) => pool.digest({ path, start, end })),
  );
  return { sizeBytes: CHUNK_BYTES, sha256: digests.map(({ sha256 }) => sha256) };
}

function splitRange(sizeBytes: number, chunkBytes: number): ByteRange[] {
  return Array.from({ length: Math.ceil(sizeBytes / chunkBytes) }, (_, index) => ({
    start: index * chunkBytes,
    end: Math.min(sizeBytes, (index + 1) * chunkBytes),
  }));
}
