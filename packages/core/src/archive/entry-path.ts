import { archiveOverLimit, invalidArchive, quoteName, unsafeArchive } from './archive-error.js';
import type { ArchiveLimits } from './archive-limits.js';

/** Whether a text has characters that deceive the eye. */
export function hasUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text);
}

/** Controls, bidirectional marks and overrides, and characters of no width but the joiners that scripts need. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/u;
const DRIVE = /^[A-Za-z]:/;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)/i;
const WINDOWS_CHARACTER = /[<>:"|?*]/;

/**
 * Splits a path of an archive into its names, `.` and doubled slashes left out. No names: the root itself.
 *
 * @param windows Whether names that Windows gives another meaning are refused, too.
 * @throws ZooError when a path could mean anything but a place below the root
 */
export function parseEntryPath(path: string, limits: ArchiveLimits, windows: boolean): string[] {
  if (path === '') throw invalidArchive('The archive holds an entry without a name.');
  if (Buffer.byteLength(path) > limits.maxPathBytes) {
    throw archiveOverLimit(
      `The path ${quoteName(path)} in the archive is longer than ${limits.maxPathBytes} bytes.`,
      'maxPathBytes',
      limits.maxPathBytes,
    );
  }
  // What is no Unicode becomes U+FFFD when it is decoded: two such names could not be told apart.
  if (/[\p{Cs}\ufffd]/u.test(path)) throw unsafeArchive(path, 'is not written in Unicode');
  if (hasUnprintable(path)) throw unsafeArchive(path, 'has characters that cannot be seen');
  if (path.includes('\\')) throw unsafeArchive(path, 'has a backslash in its name');
  if (path.startsWith('/') || DRIVE.test(path)) throw unsafeArchive(path, 'is an absolute path');
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.length > limits.maxDepth) {
    throw archiveOverLimit(
      `The path ${quoteName(path)} in the archive is deeper than ${limits.maxDepth} folders.`,
      'maxDepth',
      limits.maxDepth,
    );
  }
  for (const name of names) checkName(name, path, limits, windows);
  return names;
}

function checkName(name: string, path: string, limits: ArchiveLimits, windows: boolean): void {
  if (name === '..') throw unsafeArchive(path, 'leads out of its folder');
  if (Buffer.byteLength(name) > limits.maxNameBytes) {
    throw archiveOverLimit(
      `The name ${quoteName(name)} in the archive is longer than ${limits.maxNameBytes} bytes.`,
      'maxNameBytes',
      limits.maxNameBytes,
    );
  }
  if (!windows) return;
  if (WINDOWS_DEVICE.test(name)) throw unsafeArchive(path, 'is the name of a device on Windows');
  if (WINDOWS_CHARACTER.test(name) || /[. ]$/.test(name)) throw unsafeArchive(path, 'is no file name on Windows');
}

/**
 * One spelling for all names that some file system takes for the same: case, Unicode normal forms, and the dots and
 * spaces at the end that Windows drops.
 */
export function foldName(name: string): string {
  const trimmed = name.replace(/[. ]+$/, '') || name;
  // Upper case first: it is what makes one of "ß" and "ss", of "ſ" and "s".
  return trimmed.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC');
}

/** {@link foldName} of every name in a path. */
export function foldPath(path: string): string {
  return path
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .map(foldName)
    .join('/');
}
