import { isAscii } from 'node:buffer';
import { getFileNameLowLevel, type Entry } from 'yauzl';
import { invalidArchive, quoteName, unsafeArchive } from './archive-error.js';

const UTF8_NAME = 0x800;
const FIRST_PRINTABLE = 0x20;

/**
 * The name of an entry: in UTF-8 where it says so, else the one in its Unicode extra field, else in code page 437.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_UNSAFE`, `ERR_ZOO_ARCHIVE_INVALID`
 */
export function decodeZipName({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  // Code page 437 draws pictures for controls: what would be seen there is not what was meant.
  if (fileNameRaw.some((byte) => byte < FIRST_PRINTABLE)) {
    throw unsafeArchive(fileNameRaw.toString('latin1'), 'has characters that cannot be seen');
  }
  const fields = new Set(extraFields.map(({ id }) => id));
  if (fields.size < extraFields.length) {
    throw invalidArchive('The zip archive contradicts itself: an entry has an extra field twice.', {
      entry: fileNameRaw.toString('latin1'),
    });
  }
  const ascii = isAscii(fileNameRaw) ? fileNameRaw.toString('latin1') : undefined;
  if ((generalPurposeBitFlag & UTF8_NAME) === 0) {
    const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
    // A name that needs no other spelling has none, unless two readers are to see two files.
    if (ascii === undefined || ascii === name) return name;
    throw invalidArchive(`The zip archive contradicts itself: ${quoteName(ascii)} has another name as well.`, {
      entry: ascii,
    });
  }
  if (ascii !== undefined) return ascii;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fileNameRaw);
  } catch (cause) {
    throw invalidArchive('The zip archive has a name that is not the Unicode it claims to be.', {}, cause);
  }
}
