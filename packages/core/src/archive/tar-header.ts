import { invalidArchive } from './archive-error.js';

export const TAR_BLOCK_BYTES = 512;

/** What a tar header says of how the archive goes on. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
export interface TarHeader {
  readonly typeFlag: string;
  readonly sizeBytes: number;
}

const CHECKSUM = { start: 148, end: 156 };

/** Whether a block's checksum says that it is a header. */
export function hasTarChecksum(block: Uint8Array): boolean {
  let sum = 0;
  for (let index = 0; index < TAR_BLOCK_BYTES; index += 1) {
    // The field itself counts as spaces.
    sum += index >= CHECKSUM.start && index < CHECKSUM.end ? 0x20 : (block[index] ?? 0);
  }
  return readOctal(block.subarray(CHECKSUM.start, CHECKSUM.end)) === sum;
}

/**
 * Reads a header block, in the form of V7, ustar or GNU.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID` when its checksum or size is not to be believed
 */
export function parseTarHeader(block: Uint8Array): TarHeader {
  if (!hasTarChecksum(block)) {
    throw invalidArchive('The tar archive is damaged: one of its headers does not fit its checksum.');
  }
  const sizeBytes = readSize(block.subarray(124, 136));
  if (sizeBytes === undefined) throw invalidArchive('The tar archive has an entry with a size that is no number.');
  return { typeFlag: String.fromCharCode(block[156] || 0x30), sizeBytes };
}

/** Octal digits between spaces and NULs; nothing at all is zero. */
function readOctal(field: Uint8Array): number | undefined {
  const text = Buffer.from(field.buffer, field.byteOffset, field.byteLength).toString('latin1');
  const [, digits] = /^[ \0]*([0-7]*)[ \0]*$/.exec(text.replace(/\0[^]*$/, '')) ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits || '0', 8);
}

/** A size: octal, or GNU's binary form for what does not fit. Negative and beyond exact integers are no sizes. */
function readSize(field: Uint8Array): number | undefined {
  const first = field[0] ?? 0;
  if (first < 0x80) return readOctal(field);
  if (first !== 0x80) return undefined;
  const size = field.subarray(1).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : undefined;
}
