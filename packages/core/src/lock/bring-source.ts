import type { SourceRecord } from '../catalog/catalog-schema.js';
import { detectCode } from '../hooks/find-hook-module.js';
import { openSource } from '../sources/fetch-source.js';
import { readGitNotes } from '../sources/git-notes.js';
import { readSource, type ReadSource } from '../sources/read-source.js';
import { toSourceRecord } from '../sources/to-source-record.js';
import { dropSnapshot } from '../sources/drop-snapshot.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { isMoved, lockMismatch } from './lock-mismatch.js';
import type { LockedSource } from './lock-schema.js';
import type { PinnedLock } from './locked-source.js';

/** A locked source whose content is in the store. */
export interface BroughtSource {
  readonly record: SourceRecord;
  readonly read: ReadSource;
  /** Whether it had to be fetched. */
  readonly fetched: boolean;
}

/**
 * Brings exactly the locked content of a source into the store, unless it is there. Nobody is asked what its reference
 * stands for now, and nothing is registered.
 *
 * @throws ZooError `ERR_ZOO_LOCK_MISMATCH` when the revision is gone, or its content is another
 */
export async function bringSource(
  services: ZooServices,
  { locked, provider, pinned }: PinnedLock,
  operation: Operation,
  lockFile: string,
): Promise<BroughtSource> {
  const { key } = pinned.locator;
  const thing = { file: lockFile, source: key };
  const { treeDigest, revision } = locked;
  const present = await services.snapshots.has(treeDigest);
  let reach = await reachOf(services, key, locked);
  if (!present) {
    const opened = await openSource(services, provider, pinned, operation).catch((error: unknown) => {
      operation.signal.throwIfAborted();
      if (!isMoved(error)) throw error;
      const message = `${key} does not have the locked revision ${revision} any more: ${error.message}`;
      throw lockMismatch(message, thing, { ...error.details, revision }, error);
    });
    if (opened.treeDigest !== treeDigest) {
      await dropSnapshot(services, opened.treeDigest);
      throw lockMismatch(`${key} is not what the lock file says: its content at ${revision} is another.`, thing, {
        revision,
        expectedTreeDigest: treeDigest,
        actualTreeDigest: opened.treeDigest,
      });
    }
    reach = opened.reach;
  }
  const read = await readSource(services.snapshots.pathOf(treeDigest), pinned.locator.subPath);
  for (const name of Object.keys(locked.models)) {
    if (read.models.some((model) => model.name === name)) continue;
    throw lockMismatch(`${key} has no model ${name}, which the lock file names.`, { ...thing, model: name });
  }
  return { record: await recordOf(services, { locked, provider, pinned }, reach, read), read, fetched: !present };
}

/** What was seen of the network on this machine counts more than what the file says. */
async function reachOf(
  services: ZooServices,
  key: string,
  { treeDigest, reach }: LockedSource,
): Promise<SourceRecord['reach']> {
  const sources = await services.catalog.sources();
  return sources.find((source) => source.key === key && source.treeDigest === treeDigest)?.reach ?? reach;
}

async function recordOf(
  services: ZooServices,
  { locked, pinned }: Pick<PinnedLock, 'locked' | 'provider' | 'pinned'>,
  reach: SourceRecord['reach'],
  read: ReadSource,
): Promise<SourceRecord> {
  const { alias, treeDigest } = locked;
  const rootDir = services.snapshots.pathOf(treeDigest);
  const code = await detectCode(rootDir, read.manifests);
  const diagnostics = await readGitNotes(
    rootDir,
    read.manifests.map(({ path }) => path),
  );
  const now = new Date().toISOString();
  return toSourceRecord(
    { fetched: { pinned, treeDigest, reach }, read, code, diagnostics },
    { alias, registeredAt: now, updatedAt: now },
  );
}
