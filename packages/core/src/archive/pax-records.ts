import { invalidArchive, unsupportedArchive } from './archive-error.js';

/** What an extended header changes about the next entry. */
export interface PaxRecords {
  readonly path?: string;
  readonly linkTarget?: string;
  readonly sizeBytes?: number;
}

const SPACE = 0x20;
const NEWLINE = 0x0a;
const EQUALS = 0x3d;
/** How the flavours of tar say that the bytes of an entry are not its content. */
const SPARSE = /^(?:GNU\.sparse\.|SUN\.holesdata$|SCHILY\.realsize$)/;

/**
 * Reads the records `<length> <key>=<value>\n` of a pax header. The last of equal keys counts, an empty value takes a
 * record back, and unknown keys are passed over.
 *
 * @throws ZooError `ERR_ZOO_ARCHIVE_INVALID` for anything that is not exactly of that form, since readers that guess
 *   disagree about where entries begin; `ERR_ZOO_ARCHIVE_UNSUPPORTED` for sparse files
 */
export function parsePaxRecords(bytes: Uint8Array): PaxRecords {
  const values = new Map<string, string>();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (let position = 0; position < bytes.length;) {
    const record = bytes.subarray(position, recordEnd(bytes, position));
    const keyStart = record.indexOf(SPACE) + 1;
    const keyEnd = record.indexOf(EQUALS, keyStart);
    if (keyEnd <= keyStart || record.at(-1) !== NEWLINE) throw malformed();
    const key = decoder.decode(record.subarray(keyStart, keyEnd));
    if (SPARSE.test(key)) throw unsupportedArchive('The tar archive holds sparse entries, which are not supported.');
    if (key === 'path' || key === 'linkpath' || key === 'size') {
      values.set(key, decoder.decode(record.subarray(keyEnd + 1, -1)));
    }
    position += record.length;
  }
  const path = values.get('path') || undefined;
  const linkTarget = values.get('linkpath') || undefined;
  const size = values.get('size') || undefined;
  return {
    ...(path !== undefined && { path }),
    ...(linkTarget !== undefined && { linkTarget }),
    ...(size !== undefined && { sizeBytes: parseSize(size) }),
  };
}

const LONGEST_NUMBER = 16;

function recordEnd(bytes: Uint8Array, position: number): number {
  let length = 0;
  for (let index = position; index < position + LONGEST_NUMBER; index += 1) {
    const byte = bytes[index];
    if (byte === SPACE && index > position) {
      const end = position + length;
      if (end > bytes.length || end <= index + 1) throw malformed();
      return end;
    }
    if (byte === undefined || byte < 0x30 || byte > 0x39) throw malformed();
    length = length * 10 + (byte - 0x30);
  }
  throw malformed();
}

function parseSize(text: string): number {
  const size = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(size)) return size;
  throw invalidArchive('The tar archive has an entry with a size that is no number.');
}

function malformed(): Error {
  return invalidArchive('The tar archive is damaged: one of its extended headers is malformed.');
}
