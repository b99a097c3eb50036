import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomeLayout } from './home-layout.js';
import { isMissing, storeError } from './store-error.js';

const TREE_DIGEST = /^[0-9a-f]{64}$/;

/** Where the snapshots of sources lie. */
export interface SnapshotFolders {
  /** Absolute folder that a snapshot has or would have. */
  readonly pathOf: (digest: string) => string;
  readonly has: (digest: string) => Promise<boolean>;
  /** Digests of all that is there. */
  list(): Promise<readonly string[]>;
}

export function createSnapshotFolders({ sourcesDir }: Pick<HomeLayout, 'sourcesDir'>): SnapshotFolders {
  function pathOf(digest: string): string {
    if (!TREE_DIGEST.test(digest)) throw new TypeError(`Not a tree digest: ${digest}`);
    return join(sourcesDir, digest);
  }

  return {
    pathOf,
    async has(digest) {
      const stats = await lstat(pathOf(digest)).catch(() => undefined);
      return stats?.isDirectory() === true;
    },
    async list() {
      try {
        return (await readdir(sourcesDir)).filter((name) => TREE_DIGEST.test(name));
      } catch (error) {
        if (isMissing(error)) return [];
        throw storeError(error, sourcesDir);
      }
    },
  };
}
