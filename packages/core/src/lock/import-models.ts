import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extractTree } from '../archive/extract-archive.js';
import { ZooError } from '../errors/zoo-error.js';
import { makeFolder } from '../store/make-folder.js';
import { storeError } from '../store/store-error.js';
import type { ZooServices } from '../zoo-services.js';
import { claimedDigest, LOCK_FILE, sortContents } from './import-contents.js';
import { installFrom } from './install-lock.js';
import type { ImportOptions, InstallResult } from './lock-types.js';
import { refuseInLockedZoo } from './not-locked.js';
import { parseLock } from './parse-lock.js';
import { lockedFiles, verifyImport } from './verify-import.js';

/** Weights are as large as they are; and what a source may be is two folders further down here. */
const LIMITS = {
  maxBytes: Number.POSITIVE_INFINITY,
  maxEntries: 1_000_000,
  maxDepth: 130,
  maxPathBytes: 2048 + 'sources/'.length + 65,
};

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
  options: ImportOptions,
): Promise<InstallResult> {
  refuseInLockedZoo(services, 'nothing is imported into it');
  const { fromLayer = false } = options;
  const operation = services.operation(archive, options);
  const { signal } = operation;
  if (fromLayer && (await services.layers.usable()).length === 0) throw noLayer();
  const { tempDir } = services.layout;
  const claimed = new Set<string>();

  /** Takes a file that need not be unpacked: from the layer, unless the store has it. */
  async function claim(sha256: string, sizeBytes: number | undefined): Promise<boolean> {
    // Of another size, it is damaged in the archive, which is told once it is unpacked.
    const isThere = await services.blobs.has(sha256, sizeBytes);
    if (!isThere || !(await services.blobs.claim(sha256, { signal }))) return false;
    claimed.add(sha256);
    return true;
  }

  async function leavesOut(path: string, sizeBytes: number | undefined): Promise<boolean> {
    const sha256 = claimedDigest(path);
    return sha256 !== undefined && claim(sha256, sizeBytes);
  }

  await makeFolder(tempDir);
  const folder = await mkdtemp(join(tempDir, 'import-')).catch((error: unknown) => {
    throw storeError(error, tempDir);
  });
  try {
    const root = join(folder, 'files');
    operation.emit({ type: 'phase', phase: 'extract', subject: archive });
    const extraction = { limits: LIMITS, signal, readOnly: true, durable: true };
    const { files } = await extractTree(archive, root, { ...extraction, ...(fromLayer && { leavesOut }) });
    operation.emit({ type: 'phase', phase: 'verify', subject: archive });
    const contents = sortContents(archive, files);
    const lock = parseLock(await readFile(join(root, LOCK_FILE), 'utf8'), `${archive}: ${LOCK_FILE}`);
    for (const { sha256, sizeBytes } of fromLayer ? lockedFiles(lock) : []) {
      if (!contents.blobs.has(sha256) && !claimed.has(sha256)) await claim(sha256, sizeBytes);
    }
    await verifyImport({ archive, root, lock, contents, claimed });
    for (const [sha256, { path }] of contents.blobs) {
      signal.throwIfAborted();
      // Claiming it was tried before it was unpacked.
      const isClaimed = !fromLayer && (await services.blobs.claim(sha256));
      if (!isClaimed) await services.blobs.adopt(join(root, ...path.split('/')), sha256);
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

function noLayer(): ZooError {
  return new ZooError('ERR_ZOO_USAGE', 'There is no layer that the files of the archive could be linked from.', {
    hint: 'Name home folders in MODELZOO_LAYERS, or in the option "layers" of a program, or import without --from-layer. Nothing was imported.',
  });
}
