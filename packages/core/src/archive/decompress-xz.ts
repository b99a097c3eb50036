import { ReadableStream } from 'node:stream/web';
import { unsupportedArchive, windowOverLimit } from './archive-error.js';
import { damagedCompression } from './through-zlib.js';

/** Where the library's decoder needs more memory than it was built to take: dictionaries beyond those of `xz -9`. */
const MEMORY_LIMIT = 4;
/** Where a stream uses a filter or a checksum that the library's decoder does not know. */
const UNKNOWN_OPTIONS = 6;

/**
 * What xz made of some bytes: any number of streams, of the filter LZMA2, with the checksums CRC32 or CRC64, or none.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_LIMIT`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`
 */
export async function* decompressXz(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Few archives are of this kind, and the decoder is large.
  const { default: library } = await import('xz-decompress');
  let inputFailure: { readonly error: unknown } | undefined;
  async function* input(): AsyncGenerator<Uint8Array> {
    try {
      // The library takes an empty chunk for the end.
      for await (const chunk of chunks) if (chunk.length > 0) yield chunk;
    } catch (error) {
      inputFailure = { error };
      throw error;
    }
  }
  const reader = new library.XzReadableStream(webStream(input())).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (value.length > 0) yield value;
    }
  } catch (error) {
    if (inputFailure !== undefined) throw inputFailure.error;
    throw asXzError(error);
  } finally {
    // Decoders take turns in the library, so it has to know that this one is done.
    await reader.cancel().catch(() => undefined);
  }
}

/** The library's types mean the global class, which is the same one. */
function webStream(chunks: AsyncIterable<Uint8Array>): globalThis.ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks) as unknown as globalThis.ReadableStream<Uint8Array>;
}

function asXzError(error: unknown): unknown {
  // All that the library says is a number in a text.
  const code = error instanceof Error ? Number(/error code (\d+)$/.exec(error.message)?.[1]) : Number.NaN;
  if (code === MEMORY_LIMIT) return windowOverLimit(error);
  if (code === UNKNOWN_OPTIONS) {
    return unsupportedArchive('The archive is compressed by xz with a filter or a checksum that is not supported.');
  }
  return damagedCompression(error);
}
