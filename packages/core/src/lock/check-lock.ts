import type { OperationOptions } from '../events/operation-options.js';
import { resolveSource } from '../sources/fetch-source.js';
import type { ZooServices } from '../zoo-services.js';
import { compareLocks } from './compare-locks.js';
import { addModel, emptyLock } from './create-lock.js';
import { findLockable, isAsDescribed } from './lock-model.js';
import type { LockedModel, LockedSource, LockFile } from './lock-schema.js';
import type { LockCheck, LockDifference } from './lock-types.js';
import { pinLockedSources, type PinnedLock } from './locked-source.js';
import { readLock } from './read-lock.js';
import { selectLocked } from './select-locked.js';

/** How {@link checkLock} looks. */
export interface LockCheckOptions extends OperationOptions {
  /** Models that have to be in the file. */
  readonly models?: readonly string[] | undefined;
}

/**
 * Compares a lock file with what a fresh one would be: see `Zoo.checkLock`. Nothing is downloaded and nothing written.
 *
 * @param file Absolute path.
 */
export async function checkLock(services: ZooServices, file: string, options: LockCheckOptions): Promise<LockCheck> {
  const lock = await readLock(file);
  const pinned = pinLockedSources(services, lock, file);
  const missing = (options.models ?? []).filter((name) => selectLocked(services, pinned, name) === undefined);
  const differences: LockDifference[] = missing.map((model) => ({
    kind: 'model-added',
    source: undefined,
    model,
    locked: undefined,
    current: undefined,
  }));
  for (const source of pinned) differences.push(...(await compareSource(services, source, file, options)));
  return { file, upToDate: differences.length === 0, differences };
}

async function compareSource(
  services: ZooServices,
  source: PinnedLock,
  file: string,
  options: OperationOptions,
): Promise<LockDifference[]> {
  const { reference, locked, provider, pinned } = source;
  const { key } = pinned.locator;
  const record = (await services.reader.sources()).find((registered) => registered.key === key);
  if (record === undefined) {
    // Not registered here, as on a fresh machine: a fresh lock would take what the reference stands for now.
    const current = await resolveSource(provider, pinned.locator, services.operation(key, options), undefined);
    if (current.pinned.revision === locked.revision) return [];
    const revisions = { locked: locked.revision, current: current.pinned.revision };
    return [{ kind: 'source-moved', source: reference, model: undefined, ...revisions }];
  }
  const before = onlySource(reference, locked);
  const fresh = emptyLock();
  const models = await services.reader.models(record);
  for (const [name, lockedModel] of Object.entries(locked.models)) {
    const model = models.find((each) => each.name === name);
    if (model === undefined) continue;
    const operation = services.operation(name, options);
    const isSameTree = record.treeDigest === locked.treeDigest;
    const current =
      (await findLockable(services, model, operation)) ??
      (isSameTree || (await isAsDescribed(services, model, lockedModel, operation)) ? lockedModel : undefined);
    addModel(services, fresh, file, model, current ?? unlike(lockedModel), before);
  }
  return compareLocks(before, fresh);
}

function onlySource(reference: string, locked: LockedSource): LockFile {
  return { ...emptyLock(), sources: { [reference]: locked } };
}

/** Stands in for a model whose new files nobody knows before they are downloaded: not the locked one. */
function unlike({ files }: LockedModel): LockedModel {
  return { baseFilename: '\0', files };
}
