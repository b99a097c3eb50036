import { hostileCompressions } from './hostile-archives-compressed.js';
import { hostileTars } from './hostile-archives-tar.js';
import { hostileZips } from './hostile-archives-zip.js';

/** An archive that must not be extracted. */
export interface HostileArchive {
  /** What it is, unique, to name a test with: `tar: a path that leads out, ../x`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Code with which `extractArchive` of `@modelzoo/core` refuses it under its default limits. */
  readonly expectedCode:
    | 'ERR_ZOO_ARCHIVE_INVALID'
    | 'ERR_ZOO_ARCHIVE_LIMIT'
    | 'ERR_ZOO_ARCHIVE_UNSAFE'
    | 'ERR_ZOO_ARCHIVE_UNSUPPORTED';
}

/**
 * Archives of all kinds that mean harm, contradict themselves, are damaged, or are too much: made here, byte for byte the
 * same every time, none of them larger than 256 KiB. Whoever extracts archives refuses all of them and leaves nothing.
 */
export function hostileArchives(): readonly HostileArchive[] {
  return [...hostileTars(), ...hostileZips(), ...hostileCompressions()];
}
