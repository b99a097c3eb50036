import type { HostileArchive } from './hostile-archive.js';

/** Paths that no archive may have, with what is wrong with them. */
export const hostilePaths: readonly (readonly [what: string, path: string, code: HostileArchive['expectedCode']])[] = [
  ['leads out', '../x', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['leads out later', 'a/b/../../../x', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['leads nowhere else, by way of a parent', 'a/../b', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['is the parent', '..', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['is absolute', '/tmp/x', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['is absolute twice', '//tmp/x', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['is on a drive', 'C:/x', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['is relative to a drive', 'C:x', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['is on a share', '\\\\host\\share\\x', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['leads out with backslashes', '..\\x', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['has a backslash', 'a\\b', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['has a line break', 'a\nb', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['has an escape sequence', 'a\u001b[2Jb', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['is written in both directions', 'a\u202egpj.exe', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['has a character of no width', 'a\u200bb', 'ERR_ZOO_ARCHIVE_UNSAFE'],
  ['is too long', `${'a'.repeat(200)}/`.repeat(20), 'ERR_ZOO_ARCHIVE_LIMIT'],
  ['is too deep', 'a/'.repeat(500), 'ERR_ZOO_ARCHIVE_LIMIT'],
  ['has a name that is too long', 'a'.repeat(300), 'ERR_ZOO_ARCHIVE_LIMIT'],
];

/** Pairs of paths of which some system or other keeps only one. */
export const collidingPaths: readonly (readonly [what: string, first: string, second: string])[] = [
  ['upper and lower case', 'readme', 'README'],
  ['upper and lower case of a folder', 'docs/a', 'Docs/b'],
  ['composed and decomposed', 'caf\u00e9', 'cafe\u0301'],
  ['a sharp s', 'stra\u00dfe', 'strasse'],
  ['a dot at the end', 'a', 'a.'],
  ['a space at the end', 'a', 'a '],
];
