import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extractTree } from '../archive/extract-archive.js';
import type { TreeFile } from '../archive/archive-entry.js';
import { ZooError } from '../errors/zoo-error.js';
import type { OperationOptions } from '../events/operation-options.js';
import { LFS_POINTER_MAX_BYTES, parseLfsPointer } from '../sources/lfs-pointer.js';
import { storeError } from '../store/store-error.js';
import { treeDigest } from '../store/tree-digest.js';
import type { ZooServices } from '../zoo-services.js';
import { installFrom } from './install-lock.js';
import type { LockFile } from './lock-schema.js';
import type { InstallResult } from './lock-types.js';
import { refuseInLockedZoo } from './not-locked.js';
import { parseLock } from './parse-lock.js';
import { makeFolder } from '../store/make-folder.js';

const LOCK_FILE = 'zoo.lock';
const BLOB = /^blobs\/(?<sha256>[0-9a-f]{64})$/;
const SOURCE = /^sources\/(?<digest>[0-9a-f]{64})\/(?<path>.+)$/;

/** Weights are as large as they are; and what a source may be is two folders further down here. */
const LIMITS = {
  maxBytes: Number.POSITIVE_INFINITY,
  maxEntries: 1_000_000,
  maxDepth: 130,
  maxPathBytes: 2048 + 'sources/'.length + 65,
};

/** What an archive of `exportModels` holds, by what it is. */
interface Contents {
  readonly blobs: ReadonlyMap<string, TreeFile>;
  readonly trees: ReadonlyMap<string, readonly TreeFile[]>;
}

/**
 * Takes models out of an archive: see `Zoo.importModels`. Everything in it is verified before anything of it can be seen.
 *
 * @param archive Absolute path of the archive.
 * @param lockFile Absolute path that relative references in it start from.
 */
export async function importModels(
  services: ZooServices,
  archive: string,
  lockFile: string,
  options: OperationOptions,
): Promise<InstallResult> {
  refuseInLockedZoo(services, 'nothing is imported into it');
  const { tempDir } = services.layout;
  const operation = services.operation(archive, options);
  const { signal } = operation;
  await makeFolder(tempDir);
  const folder = await mkdtemp(join(tempDir, 'import-')).catch((error: unknown) => {
    throw storeError(error, tempDir);
  });
  try {
    const root = join(folder, 'files');
    operation.emit({ type: 'phase', phase: 'extract', subject: archive });
    const { files } = await extractTree(archive, root, { limits: LIMITS, signal, readOnly: true, durable: true });
    operation.emit({ type: 'phase', phase: 'verify', subject: archive });
    const contents = sortOut(archive, files);
    const lock = parseLock(await readFile(join(root, LOCK_FILE), 'utf8'), `${archive}: ${LOCK_FILE}`);
    verify(archive, lock, contents, await pointedTo(root, contents));
    for (const [sha256, { path }] of contents.blobs) {
      signal.throwIfAborted();
      if (!(await services.blobs.claim(sha256))) await services.blobs.adopt(join(root, ...path.split('/')), sha256);
    }
    for (const digest of contents.trees.keys()) {
      if (!(await services.snapshots.has(digest)))
        await services.snapshots.adopt(join(root, 'sources', digest), digest);
    }
    return { ...(await installFrom(services, lock, lockFile, options)), file: archive };
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function sortOut(archive: string, files: readonly TreeFile[]): Contents {
  const blobs = new Map<string, TreeFile>();
  const trees = new Map<string, TreeFile[]>();
  let hasLock = false;
  for (const file of files) {
    const { sha256 } = BLOB.exec(file.path)?.groups ?? {};
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

/** Digests of what the sources in the archive only point to. */
async function pointedTo(root: string, { trees }: Contents): Promise<ReadonlySet<string>> {
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

/** @throws ZooError when the archive is not exactly what its lock says */
function verify(
  archive: string,
  { sources }: LockFile,
  { blobs, trees }: Contents,
  pointers: ReadonlySet<string>,
): void {
  for (const [name, { sha256 }] of blobs) if (sha256 !== name) throw damaged(archive, `blobs/${name}`, name, sha256);
  for (const [name, tree] of trees) {
    const digest = treeDigest(tree);
    if (digest !== name) throw damaged(archive, `sources/${name}`, name, digest);
  }
  const locked = Object.values(sources);
  const files = locked.flatMap(({ models }) => Object.values(models).flatMap((model) => Object.values(model.files)));
  for (const { treeDigest: digest } of locked)
    if (!trees.has(digest)) throw notAnExport(archive, `it lacks sources/${digest}`);
  for (const { sha256 } of files) if (!blobs.has(sha256)) throw notAnExport(archive, `it lacks blobs/${sha256}`);
  const wanted = new Set([...locked.map((source) => source.treeDigest), ...files.map(({ sha256 }) => sha256)]);
  const extra = [...blobs.keys(), ...trees.keys()].find((name) => !wanted.has(name) && !pointers.has(name));
  if (extra !== undefined) throw notAnExport(archive, `nothing in it names ${extra}`);
}

function damaged(archive: string, member: string, expected: string, actual: string): ZooError {
  return new ZooError('ERR_ZOO_DIGEST_MISMATCH', `${archive} is damaged: ${member} is not what its name says.`, {
    hint: 'Nothing was imported. Copy the archive again, or export it anew.',
    details: { archive, file: member, expectedSha256: expected, actualSha256: actual },
  });
}

function notAnExport(archive: string, reason: string): ZooError {
  return new ZooError('ERR_ZOO_ARCHIVE_INVALID', `${archive} is no archive of \`zoo export\`: ${reason}.`, {
    hint: 'Nothing was imported.',
    details: { archive },
  });
}
