import type { TreeFile } from '../archive/archive-entry.js';
import { ZooError } from '../errors/zoo-error.js';

const BLOB = /^blobs\/(?<sha256>[0-9a-f]{64})$/;
const SOURCE = /^sources\/(?<digest>[0-9a-f]{64})\/(?<path>.+)$/;

/** The lock of an archive of `exportModels`. */
export const LOCK_FILE = 'zoo.lock';

/** What was unpacked of an archive of `exportModels`, beside its lock. */
export interface ImportContents {
  /** By the digests that their names claim. */
  readonly blobs: ReadonlyMap<string, TreeFile>;
  /** The same; paths are relative to the source. */
  readonly trees: ReadonlyMap<string, readonly TreeFile[]>;
}

/** The digest that a path in an archive claims for a file of a model; `undefined` for anything else. */
export function claimedDigest(path: string): string | undefined {
  return BLOB.exec(path)?.groups?.['sha256'];
}

/** @throws ZooError `ERR_ZOO_ARCHIVE_INVALID` when a file is none that belongs there */
export function sortContents(archive: string, files: readonly TreeFile[]): ImportContents {
  const blobs = new Map<string, TreeFile>();
  const trees = new Map<string, TreeFile[]>();
  let hasLock = false;
  for (const file of files) {
    const sha256 = claimedDigest(file.path);
    const { digest, path } = SOURCE.exec(file.path)?.groups ?? {};
    if (sha256 !== undefined) blobs.set(sha256, file);
    else if (digest !== undefined && path !== undefined)
      trees.set(digest, [...(trees.get(digest) ?? []), { ...file, path }]);
    else if (file.path === LOCK_FILE) hasLock = true;
    else throw notAnExport(archive, `${file.path} is nothing that belongs into one`);
  }
  if (!hasLock) throw notAnExport(archive, `it has no ${LOCK_FILE}`);
  return { blobs, trees };
}

/** @param reason A part of a sentence. */
export function notAnExport(archive: string, reason: string): ZooError {
  return new ZooError('ERR_ZOO_ARCHIVE_INVALID', `${archive} is no archive of \`zoo export\`: ${reason}.`, {
    hint: 'Nothing was imported.',
    details: { archive },
  });
}
