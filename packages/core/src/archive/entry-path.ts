import { archiveOverLimit, invalidArchive, quoteName, unsafeArchive } from './archive-error.js';
import type { ArchiveLimits } from './archive-limits.js';
import { findPathProblem, splitPath } from './safe-path.js';

/**
 * The names in a path of an archive; none mean the root itself.
 *
 * @param windows Whether names that Windows gives another meaning are refused, too.
 * @throws ZooError `ERR_ZOO_ARCHIVE_UNSAFE`, `ERR_ZOO_ARCHIVE_LIMIT`, `ERR_ZOO_ARCHIVE_INVALID`
 */
export function parseEntryPath(path: string, limits: ArchiveLimits, windows: boolean): string[] {
  if (path === '') throw invalidArchive('The archive holds an entry without a name.');
  if (Buffer.byteLength(path) > limits.maxPathBytes) {
    throw overLimit(path, 'maxPathBytes', limits, `longer than ${limits.maxPathBytes} bytes`);
  }
  const problem = findPathProblem(path, windows);
  if (problem !== undefined) throw unsafeArchive(path, problem);
  const names = splitPath(path);
  if (names.length > limits.maxDepth) {
    throw overLimit(path, 'maxDepth', limits, `deeper than ${limits.maxDepth} folders`);
  }
  if (names.some((name) => Buffer.byteLength(name) > limits.maxNameBytes)) {
    throw overLimit(path, 'maxNameBytes', limits, `made of names longer than ${limits.maxNameBytes} bytes`);
  }
  return names;
}

function overLimit(path: string, limit: keyof ArchiveLimits, limits: ArchiveLimits, what: string): Error {
  return archiveOverLimit(`The path ${quoteName(path)} in the archive is ${what}.`, limit, limits[limit]);
}
