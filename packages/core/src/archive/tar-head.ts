import { archiveOverLimit, invalidArchive } from './archive-error.js';
import type { ByteReader } from './byte-reader.js';
import { parsePaxRecords, type PaxRecords } from './pax-records.js';
import { decodeTarText, parseTarHeader, TAR_BLOCK_BYTES, type TarHeader } from './tar-header.js';

/** Extended headers and long names are read into memory, so they are bounded. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

/** What an entry's header says, with all that the extended headers before it change. */
export type TarHead = TarHeader;

/**
 * The head of the next entry, or `undefined` at the end marker, or where an archive without one ends.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`, `ERR_ZOO_ARCHIVE_LIMIT`
 */
export async function readTarHead(reader: ByteReader): Promise<TarHead | undefined> {
  let records: PaxRecords | undefined;
  let longPath: string | undefined;
  let longLinkTarget: string | undefined;
  for (;;) {
    const block = reader.take(TAR_BLOCK_BYTES) ?? (await reader.read(TAR_BLOCK_BYTES));
    if (block.length === 0 || (block.length === TAR_BLOCK_BYTES && isZero(block))) {
      if (records !== undefined || longPath !== undefined || longLinkTarget !== undefined) throw truncatedTar();
      return undefined;
    }
    if (block.length < TAR_BLOCK_BYTES) throw truncatedTar();
    const header = parseTarHeader(block);
    switch (header.typeFlag) {
      case 'x':
        if (records !== undefined) throw contradiction();
        records = parsePaxRecords(await readExtension(reader, header));
        break;
      case 'g':
        // A comment, mostly: git puts the commit there. What changes every entry alike makes no sense.
        if (Object.keys(parsePaxRecords(await readExtension(reader, header))).length > 0) throw contradiction();
        break;
      case 'L':
        if (longPath !== undefined) throw contradiction();
        longPath = decodeTarText(await readExtension(reader, header)) || undefined;
        break;
      case 'K':
        if (longLinkTarget !== undefined) throw contradiction();
        longLinkTarget = decodeTarText(await readExtension(reader, header)) || undefined;
        break;
      case 'V':
        // The name of a tape.
        await readExtension(reader, header);
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

async function readExtension(reader: ByteReader, { sizeBytes }: TarHeader): Promise<Uint8Array> {
  if (sizeBytes > MAX_EXTENSION_BYTES) {
    throw archiveOverLimit(
      `The tar archive has an extended header of more than ${MAX_EXTENSION_BYTES} bytes.`,
      'extension',
      MAX_EXTENSION_BYTES,
    );
  }
  const paddedBytes = sizeBytes + tarPadding(sizeBytes);
  const bytes = reader.take(paddedBytes) ?? (await reader.read(paddedBytes));
  if (bytes.length < paddedBytes) throw truncatedTar();
  return bytes.subarray(0, sizeBytes);
}

function isZero(block: Uint8Array): boolean {
  // The first byte of a name tells nearly always.
  return block[0] === 0 && block.every((byte) => byte === 0);
}

/** Bytes between the end of a content and the next block. */
export function tarPadding(sizeBytes: number): number {
  return (TAR_BLOCK_BYTES - (sizeBytes % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES;
}

/** The archive breaks off. */
export function truncatedTar(): Error {
  return invalidArchive('The tar archive ends too early.');
}

function contradiction(): Error {
  return invalidArchive('The tar archive contradicts itself: its extended headers make no sense.');
}
