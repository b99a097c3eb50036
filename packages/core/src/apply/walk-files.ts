import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Which files {@link walkFiles} gives. */
export interface WalkOptions {
  /** Whether a file is meant, by its path below the folder, with forward slashes. */
  readonly isMeant: (path: string) => boolean;
  /** Levels of folders to go down; 1: the files of the folder itself. Default: all. */
  readonly maxDepth?: number | undefined;
}

/** Comparing numbers as people count costs too much for folders that are larger. */
const MOST_COUNTED_NAMES = 100_000;
const byNumber = new Intl.Collator('en', { numeric: true });

/**
 * Paths of the files below a folder, with forward slashes: one folder after the other, each sorted by name, numbers as people
 * count (folders of more than 100,000 by their characters). Hidden ones are left out, and links to folders are not
 * followed. What is in memory at a time are the names of one folder and those above it.
 */
export async function* walkFiles(
  folder: string,
  { isMeant, maxDepth = Number.POSITIVE_INFINITY }: WalkOptions,
): AsyncGenerator<string, void, undefined> {
  yield* walk('', 1);

  async function* walk(below: string, depth: number): AsyncGenerator<string, void, undefined> {
    for (const name of await namesOf(below, depth)) {
      if (name.endsWith('/')) yield* walk(`${below}${name}`, depth + 1);
      else yield `${below}${name}`;
    }
  }

  /** Names of what is to be visited, those of folders with a slash at the end. */
  async function namesOf(below: string, depth: number): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const entry of await opendir(join(folder, below), { bufferSize: 256 })) {
      const { name } = entry;
      if (name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        if (depth < maxDepth) names.push(`${name}/`);
      } else if (isMeant(`${below}${name}`) && (entry.isFile() || (await leadsToFile(join(folder, below, name))))) {
        names.push(name);
      }
    }
    return names.length > MOST_COUNTED_NAMES ? names.toSorted() : names.toSorted(byNumber.compare);
  }
}

async function leadsToFile(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
}
