import { join } from 'node:path';
import { findPathProblem, splitPath } from '../archive/safe-path.js';
import { ZooError } from '../errors/zoo-error.js';

const LONGEST_PATH_BYTES = 2048;
const LONGEST_SHOWN = 200;

/**
 * Joins a path from a manifest, a plan or a receipt to a folder, if it names something below it.
 *
 * @param relative With forward slashes: `weights/model.onnx`.
 * @throws ZooError `ERR_ZOO_MANIFEST_INVALID` when it is empty, absolute, leads out of the folder, or is no name that
 *   can be seen and written
 */
export function safeJoin(root: string, relative: string): string {
  const names = splitPath(relative);
  const problem = findProblem(relative, names);
  if (problem === undefined) return join(root, ...names);
  const shown = relative.slice(0, LONGEST_SHOWN);
  throw new ZooError('ERR_ZOO_MANIFEST_INVALID', `"${shown}" cannot be the path of a file: it ${problem}.`, {
    hint: 'Nothing was written. Paths are relative, with forward slashes, and stay within their folder.',
    details: { path: shown },
  });
}

function findProblem(relative: string, names: readonly string[]): string | undefined {
  if (Buffer.byteLength(relative) > LONGEST_PATH_BYTES) return `is longer than ${LONGEST_PATH_BYTES} bytes`;
  const problem = findPathProblem(relative, process.platform === 'win32');
  return problem ?? (names.length === 0 ? 'names nothing' : undefined);
}
