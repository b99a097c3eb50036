import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentCache, ContentCachePlace } from '../plugins/content-cache.js';
import { homeLayout } from './home-layout.js';
import { namesIn } from './names-in.js';

/** Somewhere on this machine where files are found by their sha256, and nothing is written. */
export interface Lender {
  /** For messages: where a file came from. */
  readonly name: string;
  /** Absolute paths of files that may have that content. */
  find(sha256: string): Promise<readonly string[]>;
}

/** Finds the blobs of another home folder. @param root Absolute. */
export function createLayerLender(root: string): Lender {
  const { blobsDir } = homeLayout(root);
  return {
    name: root,
    find: async (sha256) => onlyFiles([join(blobsDir, sha256.slice(0, 2), sha256)]),
  };
}

/** Finds files that other programs keep by their content. */
export function createCacheLender(cache: ContentCache, { env, homeDir }: ContentCachePlace): Lender {
  const known = Object.fromEntries(cache.env.map((name) => [name, env[name] === '' ? undefined : env[name]]));
  return {
    name: `the ${cache.name}`,
    async find(sha256) {
      const found: string[] = [];
      for (const { folder, file } of cache.locate({ env: known, homeDir })) {
        const [before = '', after] = file.replaceAll('{sha256}', sha256).split('*');
        if (after === undefined) found.push(join(folder, before));
        else {
          const names = await namesIn(join(folder, before)).catch(() => []);
          found.push(...names.map((name) => join(folder, before, name, after)));
        }
      }
      return onlyFiles(found);
    },
  };
}

async function onlyFiles(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      // No links: what they lead to may be another file at the next look.
      const stats = await lstat(path).catch(() => undefined);
      return stats?.isFile() === true ? [path] : [];
    }),
  );
  return found.flat();
}
