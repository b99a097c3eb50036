import { unsupportedArchive } from './archive-error.js';
import { detectArchiveKind, KIND_HEAD_BYTES } from './archive-kind.js';
import { createByteReader } from './byte-reader.js';

/**
 * What came out of a decompressor, as long as it is a tar.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_UNSUPPORTED`, saying what else it is; `ERR_ZOO_ARCHIVE_INVALID` when it is nothing
 */
export async function* onlyTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = createByteReader(chunks);
  try {
    const head = await reader.read(KIND_HEAD_BYTES);
    const kind = detectArchiveKind(head);
    if (kind !== 'tar') {
      throw unsupportedArchive(`What is compressed here is a ${kind} again, not a tar archive.`, { found: kind });
    }
    for (let piece: Uint8Array | undefined = head; piece !== undefined;) {
      yield piece;
      piece = await reader.readSome(Number.POSITIVE_INFINITY);
    }
  } finally {
    await reader.close();
  }
}
