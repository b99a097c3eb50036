import { invalidArchive } from './archive-error.js';

export const TAR_BLOCK_BYTES = 512;

/** The fields of a tar header that matter here. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
export interface TarHeader {
  readonly path: string;
  readonly typeFlag: string;
  readonly sizeBytes: number;
  readonly mode: number;
  readonly linkTarget: string;
}

const NAME = { start: 0, end: 100 };
const MODE = { start: 100, end: 108 };
const SIZE = { start: 124, end: 136 };
const CHECKSUM = { start: 148, end: 156 };
const TYPE = 156;
const LINK = { start: 157, end: 257 };
const MAGIC = { start: 257, end: 263 };
const PREFIX = { start: 345, end: 500 };
const SPACE = 0x20;
const ZERO = 0x30;
const SEVEN = 0x37;

/** Whether a block's checksum says that it is a header. */
export function hasTarChecksum(block: Uint8Array): boolean {
  // The field itself counts as spaces.
  let sum = SPACE * (CHECKSUM.end - CHECKSUM.start);
  for (let index = 0; index < CHECKSUM.start; index += 1) sum += block[index] ?? 0;
  for (let index = CHECKSUM.end; index < TAR_BLOCK_BYTES; index += 1) sum += block[index] ?? 0;
  return readOctal(block, CHECKSUM) === sum;
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
  const sizeBytes = readSize(block);
  if (sizeBytes === undefined) throw invalidArchive('The tar archive has an entry with a size that is no number.');
  const name = readText(block, NAME);
  // GNU has other things where ustar has the prefix.
  const prefix = readText(block, MAGIC) === 'ustar' ? readText(block, PREFIX) : '';
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    typeFlag: String.fromCharCode(block[TYPE] || ZERO),
    sizeBytes,
    mode: readOctal(block, MODE) ?? 0,
    linkTarget: readText(block, LINK),
  };
}

/** UTF-8 text up to the first NUL. */
function readText(bytes: Uint8Array, field: { readonly start: number; readonly end: number }): string {
  let end = field.start;
  while (end < field.end && bytes[end] !== 0) end += 1;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', field.start, end);
}

/** Octal digits between spaces, up to a NUL; nothing at all is zero. */
function readOctal(block: Uint8Array, field: { readonly start: number; readonly end: number }): number | undefined {
  let index = field.start;
  while (index < field.end && block[index] === SPACE) index += 1;
  let value = 0;
  for (; index < field.end; index += 1) {
    const byte = block[index] ?? 0;
    if (byte < ZERO || byte > SEVEN) break;
    value = value * 8 + (byte - ZERO);
  }
  while (index < field.end && block[index] === SPACE) index += 1;
  return index === field.end || block[index] === 0 ? value : undefined;
}

/** A size: octal, or GNU's binary form for what does not fit. Negative and beyond exact integers are no sizes. */
function readSize(block: Uint8Array): number | undefined {
  const first = block[SIZE.start] ?? 0;
  if (first < 0x80) return readOctal(block, SIZE);
  if (first !== 0x80) return undefined;
  const size = block.subarray(SIZE.start + 1, SIZE.end).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : undefined;
}
