import { invalidArchive } from './archive-error.js';
import { BitReader, OutOfBits } from './bit-reader.js';
import { readBzip2Block, type Bzip2Block } from './bzip2-block.js';
import { createCrcTable, restoreBzip2Block } from './restore-bzip2-block.js';
import { damagedCompression } from './through-zlib.js';

const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
const BLOCK_UNIT = 100_000;
/** Compressed bytes that hold a whole block, nearly always. */
const ENOUGH_BYTES = 1024 * 1024;

/**
 * What bzip2 made of some bytes: any number of streams. It is written here because the libraries that there are take more
 * than a gigabyte for a block of zeros.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`
 */
export async function* decompressBzip2(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const bits = createBitSource(chunks);
  const crcTable = createCrcTable();
  try {
    while (await bits.hasMore()) {
      const memory = new Uint32Array((await bits.decode(readLevel)) * BLOCK_UNIT);
      for (let crc = 0; ;) {
        const block = await bits.decode((reader) => readBlockOrEnd(reader, memory, crc));
        if (block === undefined) break;
        yield* restoreBzip2Block(block, crcTable);
        crc = ((crc << 1) | (crc >>> 31)) ^ block.crc32;
      }
    }
  } finally {
    await bits.close();
  }
}

function readLevel(bits: BitReader): number {
  const magic = bits.read(24);
  const level = bits.read(8) - 0x30;
  if (magic !== 0x42_5a_68 || level < 1 || level > 9) throw damagedCompression();
  return level;
}

/** `undefined` at the end of a stream, whose checksum is one of all checksums. */
function readBlockOrEnd(bits: BitReader, memory: Uint32Array, crc: number): Bzip2Block | undefined {
  const magic = bits.read(24) * 2 ** 24 + bits.read(24);
  if (magic === BLOCK_MAGIC) return readBzip2Block(bits, memory);
  if (magic !== END_MAGIC) throw damagedCompression();
  if (((bits.read(16) << 16) | bits.read(16)) !== (crc | 0)) throw damagedCompression();
  bits.align();
  return undefined;
}

/** Lets a reader of bits start again where there were too few of them. */
function createBitSource(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  let position = 0;

  /** Holds at least so many bytes more, if there are; whether there is any. */
  async function grow(moreBytes: number): Promise<boolean> {
    const pieces: Uint8Array[] = [held.subarray(position >> 3)];
    let added = 0;
    while (added < moreBytes) {
      const next = await iterator.next();
      if (next.done === true) break;
      pieces.push(next.value);
      added += next.value.length;
    }
    held = Buffer.concat(pieces);
    position &= 7;
    return added > 0;
  }

  function leftBytes(): number {
    return held.length - (position >> 3);
  }

  return {
    async hasMore(): Promise<boolean> {
      return leftBytes() > 0 || grow(ENOUGH_BYTES);
    },
    async decode<T>(decode: (bits: BitReader) => T): Promise<T> {
      if (leftBytes() < ENOUGH_BYTES) await grow(ENOUGH_BYTES);
      for (;;) {
        try {
          const bits = new BitReader(held, position);
          const value = decode(bits);
          position = bits.position();
          return value;
        } catch (error) {
          if (!(error instanceof OutOfBits)) throw error;
          if (!(await grow(held.length + ENOUGH_BYTES))) throw invalidArchive('The archive ends too early.');
        }
      }
    },
    async close(): Promise<void> {
      await iterator.return?.();
    },
  };
}
