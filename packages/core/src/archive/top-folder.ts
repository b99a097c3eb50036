import { readdir } from 'node:fs/promises';

/** What macOS puts beside the folder that the user packed. */
const COMPANIONS = new Set(['__MACOSX', '.DS_Store']);

/** Name of the one folder that holds everything below a root, if there is one. */
export async function findTopFolder(root: string): Promise<string | undefined> {
  const entries = (await readdir(root, { withFileTypes: true })).filter(({ name }) => !COMPANIONS.has(name));
  const [only] = entries;
  return entries.length === 1 && only?.isDirectory() === true ? only.name : undefined;
}
