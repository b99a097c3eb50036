import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw, inflateRawSync, type InflateRaw } from 'node:zlib';
import type { ArchiveEntry } from './archive-entry.js';
import { archiveOverLimit, invalidArchive, quoteName } from './archive-error.js';
import type { ArchiveLimits } from './archive-limits.js';
import { readRange } from './read-range.js';
import { asArchiveError, DECOMPRESSED_CHUNK_BYTES, throughZlib } from './through-zlib.js';
import { createWindowReader, type WindowReader } from './window-reader.js';
import { readZipDirectory, type ZipMember } from './zip-directory.js';

/** Members that are not larger, packed and unpacked, are unpacked at once. */
const SMALL_MEMBER_BYTES = 128 * 1024;
const WINDOW_BYTES = 1024 * 1024;
const TYPE_MASK = 0o170000;
const TYPE_SYMLINK = 0o120000;
const TYPE_FOLDER = 0o040000;
const TYPE_FILE = 0o100000;

/**
 * Reads the entries of a zip archive, in the order of their data. Sizes and checksums are checked while the content is
 * read.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`, `ERR_ZOO_ARCHIVE_LIMIT`
 */
export async function* readZip(
  file: FileHandle,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): AsyncGenerator<ArchiveEntry> {
  const members = await readZipDirectory(file, limits, signal);
  const window = createWindowReader(file, WINDOW_BYTES);
  for (const member of members) {
    const { path, sizeBytes, mode } = member;
    const type = typeOf(member);
    if (type === 'folder' && sizeBytes > 0) {
      throw invalidArchive(`The folder ${quoteName(path)} of the zip archive has content, and must not.`, {
        entry: path,
      });
    }
    const packed = isSmall(member) ? await readPacked(window, member) : undefined;
    yield {
      path,
      type,
      sizeBytes,
      executable: (mode & 0o100) !== 0,
      linkTarget: type === 'symlink' ? readLinkTarget(member, packed, limits) : undefined,
      outlives: true,
      body: () => (packed === undefined ? stream(file, member) : unpack(member, packed)),
    };
  }
}

function typeOf({ path, mode }: ZipMember): ArchiveEntry['type'] {
  switch (mode & TYPE_MASK) {
    case TYPE_SYMLINK:
      return 'symlink';
    case TYPE_FOLDER:
      return 'folder';
    case TYPE_FILE:
    case 0:
      return path.endsWith('/') ? 'folder' : 'file';
    default:
      return 'special';
  }
}

async function readPacked(window: WindowReader, { dataStart, compressedBytes }: ZipMember): Promise<Uint8Array> {
  return window.take(dataStart, compressedBytes) ?? window.read(dataStart, compressedBytes);
}

function isSmall({ compressedBytes, sizeBytes }: ZipMember): boolean {
  return compressedBytes <= SMALL_MEMBER_BYTES && sizeBytes <= SMALL_MEMBER_BYTES;
}

/** A zip keeps the target of a link as its content. */
function readLinkTarget(member: ZipMember, packed: Uint8Array | undefined, { maxPathBytes }: ArchiveLimits): string {
  if (packed === undefined || member.sizeBytes > maxPathBytes) {
    throw archiveOverLimit(
      `The link ${quoteName(member.path)} in the archive leads too far.`,
      'maxPathBytes',
      maxPathBytes,
    );
  }
  return Buffer.from(unpack(member, packed)).toString('utf8');
}

/** The content of a member whose compressed bytes are at hand. */
function unpack(member: ZipMember, packed: Uint8Array): Uint8Array {
  const { path, method, sizeBytes, compressedBytes } = member;
  if (packed.length < compressedBytes) throw damagedEntry(path);
  let bytes = packed;
  if (method === 'deflated') {
    const { buffer, engine } = inflate(packed, sizeBytes);
    if (engine.bytesWritten !== compressedBytes) throw damagedEntry(path);
    bytes = buffer;
  }
  if (bytes.length !== sizeBytes || crc32(bytes) !== member.crc32) throw damagedEntry(path);
  return bytes;
}

/** The types of Node do not know what `info` does to the result. */
function inflate(packed: Uint8Array, sizeBytes: number): { readonly buffer: Buffer; readonly engine: InflateRaw } {
  // One byte more than is needed, so that the first piece of memory is the last.
  const options = { info: true, chunkSize: Math.max(sizeBytes + 1, 64), maxOutputLength: sizeBytes + 1 };
  try {
    return inflateRawSync(packed, options) as unknown as ReturnType<typeof inflate>;
  } catch (error) {
    throw asArchiveError(error);
  }
}

async function* stream(file: FileHandle, member: ZipMember): AsyncGenerator<Uint8Array> {
  const { path, method, dataStart, compressedBytes, sizeBytes } = member;
  const stored = readRange(file, dataStart, dataStart + compressedBytes);
  const inflater = method === 'deflated' ? createInflateRaw({ chunkSize: DECOMPRESSED_CHUNK_BYTES }) : undefined;
  let doneBytes = 0;
  let checksum = 0;
  for await (const chunk of inflater === undefined ? stored : throughZlib(stored, inflater)) {
    doneBytes += chunk.length;
    if (doneBytes > sizeBytes) throw damagedEntry(path);
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (doneBytes !== sizeBytes || checksum !== member.crc32) throw damagedEntry(path);
  if (inflater !== undefined && inflater.bytesWritten !== compressedBytes) throw damagedEntry(path);
}

function damagedEntry(path: string): Error {
  return invalidArchive(`The zip archive is damaged: ${quoteName(path)} is not what its directory says.`, {
    entry: path,
  });
}
