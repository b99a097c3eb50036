import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError } from '../errors/zoo-error.js';
import { LFS_POINTER_MAX_BYTES, parseLfsPointer } from '../sources/lfs-pointer.js';
import { treeDigest } from '../store/tree-digest.js';
import { notAnExport, type ImportContents } from './import-contents.js';
import type { LockedFile, LockFile } from './lock-schema.js';

/** What there is for an import. */
export interface ImportToVerify {
  readonly archive: string;
  /** Absolute folder that the archive was unpacked to. */
  readonly root: string;
  readonly lock: LockFile;
  readonly contents: ImportContents;
  /** Digests of the files that were not unpacked, since the store has them, verified. */
  readonly claimed: ReadonlySet<string>;
}

/** @throws ZooError `ERR_ZOO_ARCHIVE_INVALID`, `ERR_ZOO_DIGEST_MISMATCH` when the archive is not exactly what its lock says */
export async function verifyImport({ archive, root, lock, contents, claimed }: ImportToVerify): Promise<void> {
  const { blobs, trees } = contents;
  for (const [name, { sha256 }] of blobs) if (sha256 !== name) throw damaged(archive, `blobs/${name}`, name, sha256);
  for (const [name, tree] of trees) {
    const digest = treeDigest(tree);
    if (digest !== name) throw damaged(archive, `sources/${name}`, name, digest);
  }
  const digests = Object.values(lock.sources).map((source) => source.treeDigest);
  for (const digest of digests) if (!trees.has(digest)) throw notAnExport(archive, `it lacks sources/${digest}`);
  const files = lockedFiles(lock).map(({ sha256 }) => sha256);
  const missing = files.find((sha256) => !blobs.has(sha256) && !claimed.has(sha256));
  if (missing !== undefined) throw notAnExport(archive, `it lacks blobs/${missing}`);
  const wanted = new Set([...digests, ...files, ...(await pointedTo(root, contents))]);
  const extra = [...blobs.keys(), ...claimed, ...trees.keys()].find((name) => !wanted.has(name));
  if (extra !== undefined) throw notAnExport(archive, `nothing in it names ${extra}`);
}

/** The files of all models of a lock. */
export function lockedFiles({ sources }: LockFile): readonly LockedFile[] {
  const models = Object.values(sources).flatMap((source) => Object.values(source.models));
  return models.flatMap((model) => Object.values(model.files));
}

/** Digests of what the sources in the archive only point to. */
async function pointedTo(root: string, { trees }: ImportContents): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  for (const [digest, tree] of trees) {
    for (const { path, sizeBytes } of tree) {
      if (sizeBytes > LFS_POINTER_MAX_BYTES) continue;
      const pointer = parseLfsPointer(await readFile(join(root, 'sources', digest, ...path.split('/'))));
      if (pointer !== undefined && pointer !== 'unknown') digests.add(pointer.sha256);
    }
  }
  return digests;
}

function damaged(archive: string, member: string, expected: string, actual: string): ZooError {
  return new ZooError('ERR_ZOO_DIGEST_MISMATCH', `${archive} is damaged: ${member} is not what its name says.`, {
    hint: 'Nothing was imported. Copy the archive again, or export it anew.',
    details: { archive, file: member, expectedSha256: expected, actualSha256: actual },
  });
}
