import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { digestFile } from '../store/digest.js';

/** Endings of files that can run, or decide what runs. */
const CODE = /\.(?:[cm]?[jt]sx?|json|node|wasm|py)$/i;

/**
 * Digests of everything in a snapshot that may be part of running its code, by relative path with forward slashes. What
 * consent shows, and compares with the last time. `manifest.json` counts: it says what hooks are asked to do.
 */
export async function listCodeFiles(rootDir: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(rootDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && CODE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const digests: Record<string, string> = {};
  for (const file of files) digests[relative(rootDir, file).split(sep).join('/')] = (await digestFile(file)).sha256;
  return digests;
}

/** Paths that are new, gone or different between two lists of digests. */
export function changedFiles(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path] !== after[path]).toSorted();
}
