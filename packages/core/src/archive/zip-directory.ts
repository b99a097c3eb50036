import type { FileHandle } from 'node:fs/promises';
import { fromRandomAccessReaderPromise, type Entry, type LocalFileHeader, type ZipFile } from 'yauzl';
import { archiveOverLimit, invalidArchive, quoteName, unsupportedArchive } from './archive-error.js';
import type { ArchiveLimits } from './archive-limits.js';
import { checkZipEnd } from './check-zip-end.js';
import { createWindowReader, ZipReader, type WindowReader } from './window-reader.js';
import { decodeZipName } from './zip-entry-name.js';

/** One entry of a zip's central directory, found to agree with what stands before its data. */
export interface ZipMember {
  readonly path: string;
  /** Unix mode with the type of file, or 0 where the archive has none. */
  readonly mode: number;
  readonly method: 'stored' | 'deflated';
  /** Position of the compressed bytes in the file. */
  readonly dataStart: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly crc32: number;
}

/** Headers are read many at a time, and the data between them mostly is not. */
const WINDOW_BYTES = 128 * 1024;
const ENCRYPTED = 0x1 | 0x40 | 0x2000;
const DATA_DESCRIPTOR = 0x8;
/** Signature, checksum and two sizes of zip64, after the data. */
const LONGEST_DESCRIPTOR_BYTES = 24;
const UNKNOWN_16 = 0xffff;
const UNKNOWN_32 = 0xffffffff;
/** From the number of an entry's disk to its name. */
const AFTER_DISK_BYTES = 12;
const METHOD_STORED = 0;
const METHOD_DEFLATED = 8;

/**
 * Reads the central directory of a zip and compares all of it with the local headers, before anything is decompressed.
 *
 * @returns The members in the order of their data.
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_ARCHIVE_UNSUPPORTED`, `ERR_ZOO_ARCHIVE_LIMIT`
 */
export async function readZipDirectory(
  file: FileHandle,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): Promise<ZipMember[]> {
  const window = createWindowReader(file, WINDOW_BYTES);
  const { size: fileBytes } = await file.stat();
  const zip = await damaged(
    // Sizes are counted by ourselves: yauzl's own check loses the error on the way to the caller.
    fromRandomAccessReaderPromise(new ZipReader(window), fileBytes, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
      strictFileNames: true,
    }),
  );
  if (zip.entryCount > limits.maxEntries) {
    throw archiveOverLimit(
      `The archive holds more than ${limits.maxEntries} entries.`,
      'maxEntries',
      limits.maxEntries,
    );
  }
  const directoryStart = cursorOf(zip);
  const entries: Entry[] = [];
  await damaged(
    (async () => {
      for await (const entry of zip.eachEntry()) {
        signal?.throwIfAborted();
        await checkDisk(window, cursorOf(zip), entry);
        entries.push(entry);
      }
    })(),
  );
  await checkZipEnd(window, directoryStart, cursorOf(zip), fileBytes);
  return readMembers(zip, entries, directoryStart, signal);
}

async function readMembers(
  zip: ZipFile,
  entries: Entry[],
  directoryStart: number,
  signal: AbortSignal | undefined,
): Promise<ZipMember[]> {
  entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  const members: ZipMember[] = [];
  let taken = 0;
  let descriptorBytes = 0;
  for (const entry of entries) {
    signal?.throwIfAborted();
    const path = decodeZipName(entry);
    checkFlags(entry, path);
    const local = await damaged(zip.readLocalFileHeaderPromise(entry));
    compareHeaders(entry, local, path);
    if (entry.relativeOffsetOfLocalHeader < taken || local.fileDataStart + entry.compressedSize > directoryStart) {
      throw invalidArchive(`The zip archive contradicts itself: ${quoteName(path)} overlaps something else.`, {
        entry: path,
      });
    }
    if (entry.relativeOffsetOfLocalHeader > taken + descriptorBytes) throw hiddenBytes();
    taken = local.fileDataStart + entry.compressedSize;
    descriptorBytes = (local.generalPurposeBitFlag & DATA_DESCRIPTOR) === 0 ? 0 : LONGEST_DESCRIPTOR_BYTES;
    members.push({
      path,
      mode: entry.externalFileAttributes >>> 16,
      method: entry.compressionMethod === METHOD_DEFLATED ? 'deflated' : 'stored',
      dataStart: local.fileDataStart,
      compressedBytes: entry.compressedSize,
      sizeBytes: entry.uncompressedSize,
      crc32: entry.crc32,
    });
  }
  if (directoryStart > taken + descriptorBytes) throw hiddenBytes();
  return members;
}

/** Bytes between the entries may be entries to a reader that does not use the directory. */
function hiddenBytes(): Error {
  return invalidArchive('The zip archive holds bytes that belong to none of its entries.');
}

/** Where yauzl reads the next entry of the directory. Its types say boolean. */
function cursorOf(zip: ZipFile): number {
  return Number(zip.readEntryCursor);
}

/** An archive of several disks is refused as a whole; yauzl does not look at those of its entries. */
async function checkDisk(window: WindowReader, entryEnd: number, entry: Entry): Promise<void> {
  const { fileNameLength, extraFieldLength, fileCommentLength } = entry;
  const position = entryEnd - (fileNameLength + extraFieldLength + fileCommentLength) - AFTER_DISK_BYTES;
  const [low = 0, high = 0] = window.take(position, 2) ?? (await window.read(position, 2));
  const disk = low | (high << 8);
  if (disk !== 0 && disk !== UNKNOWN_16) {
    throw unsupportedArchive('The zip archive is one of several that belong together.');
  }
}

function checkFlags(entry: Entry, path: string): void {
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) {
    throw unsupportedArchive(`The zip archive is encrypted: ${quoteName(path)} cannot be read.`, { entry: path });
  }
  if (entry.compressionMethod === METHOD_STORED) {
    if (entry.compressedSize !== entry.uncompressedSize) throw mismatch(path, 'size');
  } else if (entry.compressionMethod !== METHOD_DEFLATED) {
    const name = methodNames.get(entry.compressionMethod);
    throw unsupportedArchive(
      `The zip archive uses compression method ${entry.compressionMethod}${name === undefined ? '' : ` (${name})`} for ${quoteName(path)}, which is not supported.`,
      { entry: path, method: entry.compressionMethod },
    );
  }
}

const methodNames: ReadonlyMap<number, string> = new Map([
  [1, 'shrink'],
  [6, 'implode'],
  [9, 'deflate64'],
  [12, 'bzip2'],
  [14, 'lzma'],
  [20, 'zstd'],
  [93, 'zstd'],
  [95, 'xz'],
  [98, 'ppmd'],
  [99, 'AES'],
]);

/** Readers differ in which of the two headers they believe, so both have to say the same. */
function compareHeaders(entry: Entry, local: LocalFileHeader, path: string): void {
  if (!entry.fileNameRaw.equals(local.fileName)) throw mismatch(path, 'name');
  if (local.compressionMethod !== entry.compressionMethod) throw mismatch(path, 'method');
  if ((local.generalPurposeBitFlag & ENCRYPTED) !== 0) throw mismatch(path, 'encryption');
  if (((local.generalPurposeBitFlag ^ entry.generalPurposeBitFlag) & DATA_DESCRIPTOR) !== 0) {
    throw mismatch(path, 'descriptor');
  }
  // With a descriptor after the data the local header does not know yet; zip64 keeps the sizes elsewhere.
  if ((local.generalPurposeBitFlag & DATA_DESCRIPTOR) !== 0) return;
  if (local.crc32 !== entry.crc32) throw mismatch(path, 'checksum');
  if (local.compressedSize !== UNKNOWN_32 && local.compressedSize !== entry.compressedSize)
    throw mismatch(path, 'size');
  if (local.uncompressedSize !== UNKNOWN_32 && local.uncompressedSize !== entry.uncompressedSize) {
    throw mismatch(path, 'size');
  }
}

function mismatch(path: string, what: string): Error {
  return invalidArchive(`The zip archive contradicts itself about the ${what} of ${quoteName(path)}.`, { entry: path });
}

/** Whatever yauzl says without a code of the system is about the bytes. */
async function damaged<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') throw error;
    throw invalidArchive('The zip archive is damaged or incomplete.', {}, error);
  }
}
