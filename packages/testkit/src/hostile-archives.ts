import type { HostileArchive } from './hostile-archive.js';
import { hostileCompressions } from './hostile-archives-compressed.js';
import { hostileTars } from './hostile-archives-tar.js';
import { hostileZips } from './hostile-archives-zip.js';

/**
 * Archives of all kinds that mean harm, contradict themselves, are damaged, or are too much: made here, byte for byte the
 * same every time, none of them larger than 256 KiB. Whoever extracts archives refuses all of them and leaves nothing.
 */
export function hostileArchives(): readonly HostileArchive[] {
  return [...hostileTars(), ...hostileZips(), ...hostileCompressions()];
}
