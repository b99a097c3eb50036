import { archiveOverLimit, invalidArchive } from './archive-error.js';
import { createByteReader, type ByteReader } from './byte-reader.js';
import { joinNeighbours } from './join-neighbours.js';
import { parsePaxRecords, type PaxRecords } from './pax-records.js';
import { parseTarHeader, TAR_BLOCK_BYTES, type TarHeader } from './tar-header.js';

/** Extended headers and long names are read into memory, so they are bounded. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

/** Types whose entries may have content: files (old, plain, contiguous) and folders of GNU's incremental backups. */
const WITH_CONTENT = '07D';

/**
 * Passes a tar archive on, header by header, as long as there is one way only to read it. Readers pass over malformed
 * extended headers, sizes that are no numbers, and content where none belongs, each in its own way, and entries are
 * smuggled through the difference. What says nothing (global headers, tape names, empty extensions) is left out.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`, `ERR_ZOO_ARCHIVE_LIMIT`
 */
export function checkTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Most of an archive goes on as it came; each piece costs a way through streams.
  return joinNeighbours(checkEntries(chunks));
}

async function* checkEntries(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = createByteReader(chunks);
  let extensions = new Set<string>();
  let records: PaxRecords = {};
  try {
    for (;;) {
      const block = await reader.read(TAR_BLOCK_BYTES);
      if (block.length === 0 || (block.length === TAR_BLOCK_BYTES && block.every((byte) => byte === 0))) {
        if (extensions.size > 0) throw truncated();
        await checkEnd(reader);
        return;
      }
      if (block.length < TAR_BLOCK_BYTES) throw truncated();
      const header = parseTarHeader(block);
      switch (header.typeFlag) {
        case 'x':
        case 'L':
        case 'K': {
          if (extensions.has(header.typeFlag)) throw contradiction();
          extensions.add(header.typeFlag);
          const extension = await readExtension(reader, header);
          if (header.typeFlag === 'x') records = parsePaxRecords(extension);
          if (extension.length > 0) yield Buffer.concat([block, extension, Buffer.alloc(padding(extension.length))]);
          break;
        }
        case 'g':
          // A comment, mostly: git puts the commit there. What changes every entry alike makes no sense.
          if (Object.keys(parsePaxRecords(await readExtension(reader, header))).length > 0) throw contradiction();
          break;
        case 'V':
          for await (const piece of take(reader, header.sizeBytes + padding(header.sizeBytes))) void piece;
          break;
        default: {
          const sizeBytes = records.sizeBytes ?? header.sizeBytes;
          if (sizeBytes > 0 && !WITH_CONTENT.includes(header.typeFlag)) {
            throw invalidArchive('The tar archive has content in an entry that is no file.');
          }
          yield block;
          yield* take(reader, sizeBytes + padding(sizeBytes));
          extensions = new Set();
          records = {};
        }
      }
    }
  } finally {
    await reader.close();
  }
}

async function readExtension(reader: ByteReader, { sizeBytes }: TarHeader): Promise<Uint8Array> {
  if (sizeBytes > MAX_EXTENSION_BYTES) {
    throw archiveOverLimit(
      `The tar archive has an extended header of more than ${MAX_EXTENSION_BYTES} bytes.`,
      'extension',
      MAX_EXTENSION_BYTES,
    );
  }
  const bytes = await reader.read(sizeBytes + padding(sizeBytes));
  if (bytes.length < sizeBytes + padding(sizeBytes)) throw truncated();
  return bytes.subarray(0, sizeBytes);
}

async function* take(reader: ByteReader, length: number): AsyncGenerator<Uint8Array> {
  for (let left = length; left > 0;) {
    const piece = await reader.readSome(left);
    if (piece === undefined) throw truncated();
    left -= piece.length;
    yield piece;
  }
}

/** After the end marker there is nothing but zeros: a second archive there would be seen by some readers only. */
async function checkEnd(reader: ByteReader): Promise<void> {
  const zeros = Buffer.alloc(TAR_BLOCK_BYTES * 128);
  for (;;) {
    const piece = await reader.readSome(zeros.length);
    if (piece === undefined) return;
    if (!zeros.subarray(0, piece.length).equals(piece)) throw invalidArchive('The tar archive goes on after its end.');
  }
}

function padding(sizeBytes: number): number {
  return (TAR_BLOCK_BYTES - (sizeBytes % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES;
}

function truncated(): Error {
  return invalidArchive('The tar archive ends too early.');
}

function contradiction(): Error {
  return invalidArchive('The tar archive contradicts itself: its extended headers make no sense.');
}
