import type { Bzip2Block } from './bzip2-block.js';
import { damagedCompression, DECOMPRESSED_CHUNK_BYTES } from './through-zlib.js';

const LONGEST_RUN = 4;

/**
 * The content of a block, a piece at a time: its bytes in their order, with the runs that were taken out of them.
 *
 * @param crcTable See {@link createCrcTable}.
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID` at the end, where the content is not what its checksum says
 */
export function* restoreBzip2Block(block: Bzip2Block, crcTable: Uint32Array): Generator<Uint8Array> {
  const { sorted, length, origin } = block;
  linkInOrder(block);
  let next = (sorted[origin] ?? 0) >>> 8;
  let crc = 0xffffffff;
  let piece = Buffer.allocUnsafeSlow(DECOMPRESSED_CHUNK_BYTES);
  let filled = 0;
  let last = -1;
  let run = 0;
  for (let index = 0; index < length; index += 1) {
    const entry = sorted[next] ?? 0;
    const byte = entry & 0xff;
    next = entry >>> 8;
    let times = 1;
    let value = byte;
    if (run === LONGEST_RUN) {
      // After four alike comes how many more of them there were.
      times = byte;
      value = last;
      run = 0;
      last = -1;
    } else {
      run = byte === last ? run + 1 : 1;
      last = byte;
    }
    if (filled + times > piece.length) {
      yield piece.subarray(0, filled);
      piece = Buffer.allocUnsafeSlow(DECOMPRESSED_CHUNK_BYTES);
      filled = 0;
    }
    for (; times > 0; times -= 1) {
      piece[filled] = value;
      filled += 1;
      crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ value] ?? 0);
    }
  }
  yield piece.subarray(0, filled);
  if (~crc >>> 0 !== block.crc32) throw damagedCompression();
}

/** Writes beside each byte where the one after it stands: undoes the Burrows-Wheeler transform. */
function linkInOrder({ sorted, length, counts }: Bzip2Block): void {
  const places = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte += 1) places[byte] = (places[byte - 1] ?? 0) + (counts[byte - 1] ?? 0);
  for (let index = 0; index < length; index += 1) {
    const byte = (sorted[index] ?? 0) & 0xff;
    const place = places[byte] ?? 0;
    sorted[place] = (sorted[place] ?? 0) | (index << 8);
    places[byte] = place + 1;
  }
}

/** For the CRC-32 that takes the most significant bit first, which `node:zlib` does not have. */
export function createCrcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    return crc;
  });
}
