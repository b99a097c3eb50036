import { pipeline, Readable, type Transform } from 'node:stream';
import { invalidArchive, windowOverLimit } from './archive-error.js';

/** Bytes that a decompressor gives at once: few enough to hold, enough to be worth the way through a stream. */
export const DECOMPRESSED_CHUNK_BYTES = 256 * 1024;

/**
 * The chunks that a decompressor of `node:zlib` makes of others, with backpressure. Errors of the source come through as
 * they are.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_LIMIT`
 */
export async function* throughZlib(
  chunks: AsyncIterable<Uint8Array>,
  decompressor: Transform,
): AsyncGenerator<Uint8Array> {
  // The error arrives through the iteration below.
  pipeline(Readable.from(chunks, { highWaterMark: 1 }), decompressor, () => undefined);
  try {
    yield* decompressor as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw asArchiveError(error);
  }
}

/** What an error of `node:zlib` says about the archive. Any other error stays as it is. */
export function asArchiveError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ZSTD_error_frameParameter_windowTooLarge') return windowOverLimit(error);
  if (!code.startsWith('Z_') && !code.startsWith('ZSTD_') && code !== 'ERR_BUFFER_TOO_LARGE') return error;
  return damagedCompression(error);
}

/** The compressed bytes make no sense. */
export function damagedCompression(cause?: unknown): Error {
  return invalidArchive('The archive is damaged: its compressed bytes cannot be read.', {}, cause);
}
