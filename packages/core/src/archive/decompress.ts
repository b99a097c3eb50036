import { pipeline, Readable, type Transform } from 'node:stream';
import { invalidArchive } from './archive-error.js';

/**
 * The chunks that a decompressor of `node:zlib` makes of others, with backpressure. Errors of the source come through
 * as they are.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID` when the compressed bytes are damaged or end too early
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  decompressor: Transform,
): AsyncGenerator<Uint8Array> {
  // The error arrives through the iteration below.
  pipeline(Readable.from(chunks), decompressor, () => undefined);
  try {
    yield* decompressor as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw invalidArchive('The archive is damaged: its compressed bytes cannot be read.', {}, error);
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
