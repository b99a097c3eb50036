import { createHash } from 'node:crypto';
import type { TreeFile } from '../archive/archive-entry.js';

/**
 * One digest for a tree of files: sha256 over a first line `modelzoo-tree 1`, then a line for each file, sorted by the
 * bytes of its path: `<sha256> <x or -> <path>`. Lines end with a newline, which no path can hold. Empty folders, times
 * and owners do not count.
 *
 * @returns 64 lower-case hex digits
 */
export function treeDigest(files: readonly Pick<TreeFile, 'path' | 'sha256' | 'executable'>[]): string {
  const hash = createHash('sha256').update('modelzoo-tree 1\n');
  const sorted = files.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  for (const { path, sha256, executable } of sorted) hash.update(`${sha256} ${executable ? 'x' : '-'} ${path}\n`);
  return hash.digest('hex');
}
