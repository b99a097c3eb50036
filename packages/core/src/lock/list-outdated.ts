import type { OperationOptions } from '../events/operation-options.js';
import { ZooError } from '../errors/zoo-error.js';
import { dropSnapshot } from '../sources/drop-snapshot.js';
import { openSource, resolveSource } from '../sources/fetch-source.js';
import { readSource } from '../sources/read-source.js';
import { compareModels } from '../sources/compare-models.js';
import type { ZooServices } from '../zoo-services.js';
import { bringSource } from './bring-source.js';
import type { OutdatedSource } from './lock-types.js';
import { pinLockedSources, type PinnedLock } from './locked-source.js';
import { readLock } from './read-lock.js';

/**
 * What moved upstream since a lock file was written: see `Zoo.listOutdated`. Nothing is registered and nothing installed.
 *
 * @param file Absolute path.
 */
export async function listOutdated(
  services: ZooServices,
  file: string,
  options: OperationOptions,
): Promise<OutdatedSource[]> {
  const results: OutdatedSource[] = [];
  for (const source of pinLockedSources(services, await readLock(file), file)) {
    results.push(await lookUp(services, source, file, options));
  }
  return results;
}

async function lookUp(
  services: ZooServices,
  source: PinnedLock,
  file: string,
  options: OperationOptions,
): Promise<OutdatedSource> {
  const { reference, locked, provider, pinned } = source;
  const operation = services.operation(pinned.locator.key, options);
  const { pinned: current } = await resolveSource(provider, pinned.locator, operation, undefined);
  const known = { source: reference, locked: locked.revision, current: current.revision };
  if (current.revision === locked.revision) return { ...known, outdated: false, added: [], removed: [], changed: [] };
  const { treeDigest } = await openSource(services, provider, current, operation);
  try {
    const now = await readSource(services.snapshots.pathOf(treeDigest), current.locator.subPath);
    const before = await bringSource(services, source, operation, file).catch((error: unknown) => {
      if (ZooError.is(error, 'ERR_ZOO_LOCK_MISMATCH')) return undefined;
      throw error;
    });
    if (before !== undefined) return { ...known, outdated: true, ...compareModels(before.read.models, now.models) };
    // What the locked revision declared is gone, but for the names in the file.
    const removed = Object.keys(locked.models).filter((name) => now.models.every((model) => model.name !== name));
    return { ...known, outdated: true, added: [], removed, changed: [] };
  } finally {
    // Looking is not registering: what nobody needs goes again.
    if (treeDigest !== locked.treeDigest) await dropSnapshot(services, treeDigest);
  }
}
