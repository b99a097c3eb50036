import type { ArchiveEntry } from './archive-entry.js';
import { archiveOverLimit, invalidArchive, quoteName, unsupportedArchive } from './archive-error.js';
import { createByteReader, type ByteReader } from './byte-reader.js';
import { parsePaxRecords, type PaxRecords } from './pax-records.js';
import { decodeTarText, parseTarHeader, TAR_BLOCK_BYTES, type TarHeader } from './tar-header.js';

/** Extended headers and long names are read into memory, so they are bounded. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

const entryTypes: Readonly<Record<string, ArchiveEntry['type']>> = {
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'special',
  '4': 'special',
  '5': 'folder',
  '6': 'special',
  // A folder of a GNU incremental backup; its body lists names, and is passed over.
  D: 'folder',
};

/**
 * Reads the entries of a tar archive, strictly: readers that guess are what smuggled entries live on. That is why it is
 * not a library, all of which pass over malformed extended headers.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`, `ERR_ZOO_ARCHIVE_LIMIT`
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveEntry> {
  const reader = createByteReader(chunks);
  try {
    for (;;) {
      const header = await readEntryHeader(reader);
      if (header === undefined) break;
      let left = header.sizeBytes;
      async function* body(): AsyncGenerator<Uint8Array> {
        while (left > 0) {
          const piece = await reader.readSome(left);
          if (piece === undefined) throw truncated();
          left -= piece.length;
          yield piece;
        }
      }
      yield { ...toEntry(header), body };
      await skip(reader, left + padding(header.sizeBytes));
    }
  } finally {
    await reader.close();
  }
}

/** The next entry's header with everything that extended headers before it say, or `undefined` at the end. */
async function readEntryHeader(reader: ByteReader): Promise<TarHeader | undefined> {
  let records: PaxRecords | undefined;
  let longPath: string | undefined;
  let longLinkTarget: string | undefined;
  for (;;) {
    const block = await reader.read(TAR_BLOCK_BYTES);
    const isEnd = block.length === 0 || (block.length === TAR_BLOCK_BYTES && block.every((byte) => byte === 0));
    if (isEnd) {
      if (records !== undefined || longPath !== undefined || longLinkTarget !== undefined) throw truncated();
      await checkEnd(reader);
      return undefined;
    }
    if (block.length < TAR_BLOCK_BYTES) throw truncated();
    const header = parseTarHeader(block);
    switch (header.typeFlag) {
      case 'x':
      case 'X':
        if (records !== undefined) throw contradiction();
        records = parsePaxRecords(await readExtension(reader, header));
        break;
      case 'g':
        // A comment, mostly: git puts the commit there. What changes every entry alike makes no sense.
        if (Object.keys(parsePaxRecords(await readExtension(reader, header))).length > 0) throw contradiction();
        break;
      case 'L':
        if (longPath !== undefined) throw contradiction();
        longPath = decodeTarText(await readExtension(reader, header));
        break;
      case 'K':
        if (longLinkTarget !== undefined) throw contradiction();
        longLinkTarget = decodeTarText(await readExtension(reader, header));
        break;
      case 'V':
        // The name of a tape.
        await skip(reader, header.sizeBytes + padding(header.sizeBytes));
        break;
      default:
        return {
          ...header,
          path: records?.path ?? longPath ?? header.path,
          linkTarget: records?.linkTarget ?? longLinkTarget ?? header.linkTarget,
          sizeBytes: records?.sizeBytes ?? header.sizeBytes,
        };
    }
  }
}

function toEntry({ path, typeFlag, sizeBytes, mode, linkTarget }: TarHeader): Omit<ArchiveEntry, 'body'> {
  const type = Object.hasOwn(entryTypes, typeFlag) ? entryTypes[typeFlag] : undefined;
  if (type === undefined) {
    const what = typeFlag === 'S' ? 'a sparse file' : `of the unknown type ${quoteName(typeFlag)}`;
    throw unsupportedArchive(`The entry ${quoteName(path)} of the tar archive is ${what}, which is not supported.`);
  }
  // Old archives mark folders by the slash alone.
  const isFolder = type === 'folder' || (type === 'file' && path.endsWith('/'));
  if (sizeBytes > 0 && type !== 'file' && typeFlag !== 'D') {
    // Some readers take a body there and some do not: what follows would be other entries to each.
    throw invalidArchive(`The entry ${quoteName(path)} of the tar archive has content, and must not.`);
  }
  return { path, type: isFolder ? 'folder' : type, sizeBytes, executable: (mode & 0o100) !== 0, linkTarget };
}

async function readExtension(reader: ByteReader, { sizeBytes }: TarHeader): Promise<Uint8Array> {
  if (sizeBytes > MAX_EXTENSION_BYTES) {
    throw archiveOverLimit(
      `The tar archive has an extended header of more than ${MAX_EXTENSION_BYTES} bytes.`,
      'extension',
      MAX_EXTENSION_BYTES,
    );
  }
  const bytes = await reader.read(sizeBytes);
  if (bytes.length < sizeBytes) throw truncated();
  await skip(reader, padding(sizeBytes));
  return bytes;
}

/** After the end marker there is nothing but zeros: a second archive there would be seen by some readers only. */
async function checkEnd(reader: ByteReader): Promise<void> {
  for (;;) {
    const piece = await reader.readSome(TAR_BLOCK_BYTES * 128);
    if (piece === undefined) return;
    if (piece.some((byte) => byte !== 0)) throw invalidArchive('The tar archive goes on after its end.');
  }
}

async function skip(reader: ByteReader, length: number): Promise<void> {
  for (let left = length; left > 0;) {
    const piece = await reader.readSome(left);
    if (piece === undefined) throw truncated();
    left -= piece.length;
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
