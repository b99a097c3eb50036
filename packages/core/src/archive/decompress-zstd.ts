import { constants, createZstdDecompress } from 'node:zlib';
import { archiveOverLimit, invalidArchive, unsupportedArchive } from './archive-error.js';
import { createByteReader, type ByteReader } from './byte-reader.js';
import { joinNeighbours } from './join-neighbours.js';
import { DECOMPRESSED_CHUNK_BYTES, throughZlib } from './through-zlib.js';

const FRAME_MAGIC = 0xfd2fb528;
/** Frames that hold nothing for a decompressor have one of sixteen magic numbers. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_TYPE_RUN = 1;
const BLOCK_TYPE_RESERVED = 3;
/** What `zstd --ultra` needs: 128 MiB. */
const MAX_WINDOW_LOG = 27;
/** Each frame costs a decompressor, however small it is. */
const MAX_FRAMES = 10_000;

/**
 * What zstd made of some bytes: any number of frames. They are told apart here, since `node:zlib` of Node 22 ends after
 * the first, and passes over a missing end.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_LIMIT`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`
 */
export async function* decompressZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = createByteReader(chunks);
  try {
    for (let frames = 0; ; frames += 1) {
      const start = Buffer.from(await reader.read(4));
      if (start.length === 0) return;
      if (frames === MAX_FRAMES) throw tooManyFrames();
      const magic = start.length < 4 ? undefined : start.readUInt32LE();
      if (magic === FRAME_MAGIC) {
        const decompressor = createZstdDecompress({
          chunkSize: DECOMPRESSED_CHUNK_BYTES,
          params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
        });
        // Each piece is a trip to another thread, and a frame has two for each 128 KiB.
        yield* throughZlib(joinNeighbours(readFrame(reader, start)), decompressor);
      } else if (magic !== undefined && (magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC) {
        const length = Buffer.from(await exactly(reader, 4)).readUInt32LE();
        for await (const piece of pass(reader, length)) void piece;
      } else {
        throw invalidArchive('The archive is followed by bytes that zstd did not write.');
      }
    }
  } finally {
    await reader.close();
  }
}

/** One frame, from its magic number to its checksum. https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1 */
async function* readFrame(reader: ByteReader, magic: Uint8Array): AsyncGenerator<Uint8Array> {
  yield magic;
  const [descriptor = 0] = await exactly(reader, 1);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const hasChecksum = (descriptor & 0x04) !== 0;
  if ((descriptor & 0x03) !== 0) throw unsupportedArchive('The archive is compressed by zstd with a dictionary.');
  const sizeFieldBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  yield Uint8Array.of(descriptor);
  yield exactly(reader, (isSingleSegment ? 0 : 1) + sizeFieldBytes);
  for (;;) {
    const block = Buffer.from(await exactly(reader, 3));
    yield block;
    const header = block.readUIntLE(0, 3);
    const type = (header >> 1) & 3;
    if (type === BLOCK_TYPE_RESERVED) throw invalidArchive('The archive is damaged: zstd has no such block.');
    yield* pass(reader, type === BLOCK_TYPE_RUN ? 1 : header >> 3);
    if ((header & 1) !== 0) break;
  }
  if (hasChecksum) yield exactly(reader, 4);
}

async function* pass(reader: ByteReader, length: number): AsyncGenerator<Uint8Array> {
  for (let left = length; left > 0;) {
    const piece = await reader.readSome(left);
    if (piece === undefined) throw truncated();
    left -= piece.length;
    yield piece;
  }
}

async function exactly(reader: ByteReader, length: number): Promise<Uint8Array> {
  const bytes = await reader.read(length);
  if (bytes.length < length) throw truncated();
  return bytes;
}

function truncated(): Error {
  return invalidArchive('The archive ends too early.');
}

function tooManyFrames(): Error {
  return archiveOverLimit(`The archive is compressed in more than ${MAX_FRAMES} pieces.`, 'frames', MAX_FRAMES);
}
