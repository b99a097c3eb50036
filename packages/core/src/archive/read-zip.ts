import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ArchiveEntry } from './archive-entry.js';
import { archiveOverLimit, invalidArchive, quoteName } from './archive-error.js';
import type { ArchiveLimits } from './archive-limits.js';
import { decompress } from './decompress.js';
import { readRange } from './read-range.js';
import { readZipDirectory, type ZipMember } from './zip-directory.js';

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
  for (const member of await readZipDirectory(file, limits, signal)) {
    const { path, sizeBytes, mode } = member;
    const type = typeOf(member);
    if (type === 'folder' && sizeBytes > 0) {
      throw invalidArchive(`The folder ${quoteName(path)} of the zip archive has content, and must not.`, {
        entry: path,
      });
    }
    yield {
      path,
      type,
      sizeBytes,
      executable: (mode & 0o100) !== 0,
      linkTarget: type === 'symlink' ? await readLinkTarget(file, member, limits) : undefined,
      body: () => readContent(file, member),
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

/** A zip keeps the target of a link as its content. */
async function readLinkTarget(file: FileHandle, member: ZipMember, { maxPathBytes }: ArchiveLimits): Promise<string> {
  if (member.sizeBytes > maxPathBytes) {
    throw archiveOverLimit(
      `The link ${quoteName(member.path)} in the archive leads too far.`,
      'maxPathBytes',
      maxPathBytes,
    );
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of readContent(file, member)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function* readContent(file: FileHandle, member: ZipMember): AsyncGenerator<Uint8Array> {
  const { path, method, dataStart, compressedBytes, sizeBytes } = member;
  const stored = readRange(file, dataStart, dataStart + compressedBytes);
  const inflate = method === 'deflated' ? createInflateRaw() : undefined;
  let doneBytes = 0;
  let checksum = 0;
  for await (const chunk of inflate === undefined ? stored : decompress(stored, inflate)) {
    doneBytes += chunk.length;
    if (doneBytes > sizeBytes) throw damagedEntry(path);
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (doneBytes !== sizeBytes || checksum !== member.crc32) throw damagedEntry(path);
  if (inflate !== undefined && inflate.bytesWritten !== compressedBytes) throw damagedEntry(path);
}

function damagedEntry(path: string): Error {
  return invalidArchive(`The zip archive is damaged: ${quoteName(path)} is not what its directory says.`, {
    entry: path,
  });
}
