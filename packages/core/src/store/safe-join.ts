import { join } from 'node:path';
import { hasUnprintable } from '../archive/entry-path.js';
import { ZooError } from '../errors/zoo-error.js';

const LONGEST_PATH_BYTES = 2048;

/**
 * Joins a path from a manifest, a plan or a receipt to a folder, if it names something below it.
 *
 * @param relative With forward slashes: `weights/model.onnx`.
 * @throws ZooError `ERR_ZOO_MANIFEST_INVALID` when it is empty, absolute, leads out of the folder, or is no name for a
 *   file on every platform
 */
export function safeJoin(root: string, relative: string): string {
  const names = relative.split('/').filter((name) => name !== '' && name !== '.');
  const problem = problemOf(relative, names);
  if (problem === undefined) return join(root, ...names);
  throw new ZooError(
    'ERR_ZOO_MANIFEST_INVALID',
    `"${relative.slice(0, 200)}" cannot be the path of a file: ${problem}.`,
    {
      hint: 'Nothing was written. Paths are relative, with forward slashes, and stay within their folder.',
      details: { path: relative.slice(0, 200) },
    },
  );
}

function problemOf(relative: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return 'it names nothing';
  if (Buffer.byteLength(relative) > LONGEST_PATH_BYTES) return `it is longer than ${LONGEST_PATH_BYTES} bytes`;
  if (relative.startsWith('/') || /^[A-Za-z]:/.test(relative)) return 'it is absolute';
  if (names.includes('..')) return 'it leads out of its folder';
  if (relative.includes('\\')) return 'it has a backslash';
  if (hasUnprintable(relative) || /\p{Cs}/u.test(relative)) return 'it has characters that cannot be seen';
  return undefined;
}
