import { createGunzip } from 'node:zlib';
import { decompressBzip2 } from './decompress-bzip2.js';
import { decompressXz } from './decompress-xz.js';
import { decompressZstd } from './decompress-zstd.js';
import { DECOMPRESSED_CHUNK_BYTES, throughZlib } from './through-zlib.js';

/** Ways in which a tar is compressed, as its name says them. */
export type Compression = 'gz' | 'bz2' | 'xz' | 'zst';

/**
 * What was compressed: all members, one after the other, with backpressure and with their checksums verified.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID` when the compressed bytes are damaged, end too early, or are followed by
 *   others; `ERR_ZOO_ARCHIVE_LIMIT` when they need more memory than a stranger is given; `ERR_ZOO_ARCHIVE_UNSUPPORTED`
 */
export function decompress(compression: Compression, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'gz':
      return throughZlib(chunks, createGunzip({ chunkSize: DECOMPRESSED_CHUNK_BYTES }));
    case 'bz2':
      return decompressBzip2(chunks);
    case 'xz':
      return decompressXz(chunks);
    case 'zst':
      return decompressZstd(chunks);
  }
}
