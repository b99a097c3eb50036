import { invalidArchive } from './archive-error.js';
import type { WindowReader } from './window-reader.js';

const DIRECTORY_SIGNATURE = 0x05054b50;
const ZIP64_END = { signature: 0x06064b50, bytes: 56 };
const ZIP64_LOCATOR = { signature: 0x07064b50, bytes: 20 };
const END = { signature: 0x06054b50, bytes: 22 };
const UNKNOWN_32 = 0xffffffff;
/** All records, with the longest comment and the longest signature. */
const LONGEST_END_BYTES = ZIP64_END.bytes + ZIP64_LOCATOR.bytes + END.bytes + 2 * 0xffff + 6;

/**
 * Sees to it that nothing stands between the central directory of a zip and the end of the file but the records that
 * belong there, and that they say how long the directory is. A count that is lower than the truth would lose files
 * without a word, and readers that look for the directory in different ways would find different ones.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`
 */
export async function checkZipEnd(
  window: WindowReader,
  directoryStart: number,
  directoryEnd: number,
  fileBytes: number,
): Promise<void> {
  if (fileBytes - directoryEnd > LONGEST_END_BYTES) throw contradiction();
  const end = Buffer.from(await window.read(directoryEnd, fileBytes - directoryEnd));
  const signatureAt = (position: number) => (position + 4 <= end.length ? end.readUInt32LE(position) : undefined);
  let position = 0;
  // A signature of the directory, which nobody writes, may or may not count as part of it.
  if (signatureAt(0) === DIRECTORY_SIGNATURE && end.length > 6) position = 6 + end.readUInt16LE(4);
  const sizes = new Set([directoryEnd - directoryStart, directoryEnd - directoryStart + position]);
  if (signatureAt(position) === ZIP64_END.signature && end.length >= position + ZIP64_END.bytes) {
    const recordBytes = 12 + Number(end.readBigUInt64LE(position + 4));
    const directoryBytes = Number(end.readBigUInt64LE(position + 40));
    if (recordBytes !== ZIP64_END.bytes || !sizes.has(directoryBytes)) throw contradiction();
    position += recordBytes;
    if (signatureAt(position) !== ZIP64_LOCATOR.signature) throw contradiction();
    position += ZIP64_LOCATOR.bytes;
  }
  if (signatureAt(position) !== END.signature || end.length < position + END.bytes) throw contradiction();
  const directoryBytes = end.readUInt32LE(position + 12);
  if (directoryBytes !== UNKNOWN_32 && !sizes.has(directoryBytes)) throw contradiction();
  if (position + END.bytes + end.readUInt16LE(position + 20) !== end.length) throw contradiction();
}

function contradiction(): Error {
  return invalidArchive('The zip archive contradicts itself: its end does not fit its directory.');
}
