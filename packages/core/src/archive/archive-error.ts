import { ZooError, type ErrorDetail } from '../errors/zoo-error.js';

const LONGEST_NAME_SHOWN = 200;
const HINT = 'Nothing was extracted. Tell whoever made the archive.';

/** The archive is damaged or contradicts itself. */
export function invalidArchive(
  message: string,
  details: Readonly<Record<string, ErrorDetail>> = {},
  cause?: unknown,
): ZooError {
  return new ZooError('ERR_ZOO_ARCHIVE_INVALID', message, {
    hint: 'Nothing was extracted. Fetch it again; if this repeats, tell whoever made the archive.',
    details,
    cause,
  });
}

/** The archive holds something that must never touch the disk. */
export function unsafeArchive(entry: string, problem: string): ZooError {
  return new ZooError('ERR_ZOO_ARCHIVE_UNSAFE', `The archive holds ${quoteName(entry)}, which ${problem}.`, {
    hint: HINT,
    details: { entry: shorten(entry) },
  });
}

/** The archive, or something in it, is of a kind that is not read. */
export function unsupportedArchive(message: string, details: Readonly<Record<string, ErrorDetail>> = {}): ZooError {
  return new ZooError('ERR_ZOO_ARCHIVE_UNSUPPORTED', message, {
    hint: 'Nothing was extracted. Archives may be zip, or tar, plain or compressed by gzip, bzip2, xz or zstd.',
    details,
  });
}

/** The archive goes past one of the limits. */
export function archiveOverLimit(message: string, limit: string, value: number): ZooError {
  return new ZooError('ERR_ZOO_ARCHIVE_LIMIT', message, {
    hint: 'Nothing was extracted. If you trust the archive, raise the limit.',
    details: { limit, value },
  });
}

/** The archive was compressed by looking back further than a stranger is given memory for. */
export function windowOverLimit(cause: unknown): ZooError {
  return new ZooError('ERR_ZOO_ARCHIVE_LIMIT', 'The archive needs too much memory to be decompressed.', {
    hint: 'Nothing was extracted. Ask whoever made the archive for one that was compressed at an ordinary level.',
    details: { limit: 'window' },
    cause,
  });
}

/**
 * A name in quotation marks, short enough for a message, on one line. Other unprintable characters are dealt with by
 * `ZooError`.
 */
export function quoteName(name: string): string {
  return `"${shorten(name)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)}"`;
}

function shorten(name: string): string {
  return name.length <= LONGEST_NAME_SHOWN ? name : `${name.slice(0, LONGEST_NAME_SHOWN)}…`;
}
