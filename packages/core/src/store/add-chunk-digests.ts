import type { BlobStore } from './blob-store.js';
import { chunksOf, digestChunks } from './chunk-digests.js';
import { createHashPool } from './hash-pool.js';
import { CHUNK_BYTES, type ReceiptFile } from './receipt.js';

type FileInput = Pick<ReceiptFile, 'sha256' | 'sizeBytes' | 'chunks'>;

/**
 * Adds the digests of their pieces to files that are large enough to have pieces, and have none yet. What was hashed as it
 * came in is not read again.
 */
export async function addChunkDigests<File extends FileInput>(
  files: readonly File[],
  blobs: Pick<BlobStore, 'pathOf' | 'chunksOf'>,
  signal: AbortSignal | undefined,
): Promise<File[]> {
  const large = files.filter((file) => file.sizeBytes > CHUNK_BYTES && chunksOf(file).length === 0);
  const wanting = large.filter(({ sha256 }) => blobs.chunksOf(sha256) === undefined);
  const totalBytes = wanting.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  await using pool = createHashPool(totalBytes, signal);
  const chunksBySha256 = new Map(
    await Promise.all(
      wanting.map(async ({ sha256, sizeBytes }) => {
        return [sha256, await digestChunks(blobs.pathOf(sha256), sizeBytes, pool)] as const;
      }),
    ),
  );
  return files.map((file) => {
    const chunks = large.includes(file) ? (chunksBySha256.get(file.sha256) ?? blobs.chunksOf(file.sha256)) : undefined;
    return chunks === undefined ? file : { ...file, chunks };
  });
}
