/** Controls, bidirectional marks and overrides, and characters of no width but the joiners that scripts need. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/u;
/** What is no Unicode becomes U+FFFD when it is decoded: two such names could not be told apart. */
const NO_UNICODE = /[\p{Cs}\ufffd]/u;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)/i;
const NO_WINDOWS_NAME = /[<>:"|?*]|[. ]$/;

/** The names in a relative path with forward slashes, `.` and doubled slashes left out. */
export function splitPath(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

/**
 * Why a relative path from a stranger could mean anything but a place below its root: what follows "which" or "it".
 *
 * @param windows Whether names that Windows gives another meaning count.
 */
export function findPathProblem(path: string, windows: boolean): string | undefined {
  if (NO_UNICODE.test(path)) return 'is not written in Unicode';
  if (hasUnprintable(path)) return 'has characters that cannot be seen';
  if (path.includes('\\')) return 'has a backslash in its name';
  if (isAbsolutePath(path)) return 'is an absolute path';
  const names = splitPath(path);
  if (names.includes('..')) return 'leads out of its folder';
  if (!windows) return undefined;
  if (names.some((name) => WINDOWS_DEVICE.test(name))) return 'is the name of a device on Windows';
  return names.some((name) => NO_WINDOWS_NAME.test(name)) ? 'is no file name on Windows' : undefined;
}

/** Whether a path is absolute on any platform. */
export function isAbsolutePath(path: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:)/.test(path);
}

/** Whether a text has characters that deceive the eye. */
export function hasUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text);
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
  return splitPath(path).map(foldName).join('/');
}
