import type { CatalogModel } from '../catalog/catalog-model.js';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import type { OperationOptions } from '../events/operation-options.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { lockModel } from './lock-model.js';
import type { LockedModel, LockFile } from './lock-schema.js';
import { LOCK_VERSION } from './lock-version.js';
import { hasWithheld, isLockedReceipt } from './locked-file-plans.js';
import { lockSource } from './locked-source.js';

/**
 * The lock of some models, as the registered sources describe them. Downloads what is not downloaded.
 *
 * @param lockFile Absolute path that the lock is for.
 * @param before The lock that is there.
 */
export async function createLock(
  services: ZooServices,
  models: readonly CatalogModel[],
  lockFile: string,
  options: OperationOptions,
  before: LockFile = emptyLock(),
): Promise<LockFile> {
  const lock = emptyLock();
  for (const model of models) {
    const locked = await lockModel(services, model, options);
    addModel(services, lock, lockFile, model, locked, before);
    if (hasWithheld(locked)) tellOfSecrets(model, services.operation(model.name, options));
  }
  return lock;
}

/** A lock file of nothing. */
export function emptyLock(): LockFile {
  return { formatVersion: LOCK_VERSION, sources: {} };
}

/**
 * Puts a model into a lock. Where the content is that of an older lock, its words stay: over which mirror and what kind of
 * network the same bytes were reached differs between machines, and is no news.
 */
export function addModel(
  services: ZooServices,
  lock: LockFile,
  lockFile: string,
  model: Pick<CatalogModel, 'name'> & { readonly source: SourceRecord },
  locked: LockedModel,
  before: LockFile,
): void {
  const { reference, locked: source } = lockSource(services, model.source, lockFile);
  const known = own(lock.sources, reference);
  const old = own(before.sources, reference);
  const isSame = old?.revision === source.revision && old.treeDigest === source.treeDigest;
  const oldModel = isSame ? own(old.models, model.name) : undefined;
  const keepsModel = oldModel !== undefined && isSameContent(oldModel, locked);
  lock.sources[reference] = {
    ...(isSame ? old : source),
    models: { ...known?.models, [model.name]: keepsModel ? oldModel : locked },
  };
}

function isSameContent(old: LockedModel, locked: LockedModel): boolean {
  const files = Object.entries(locked.files).map(([path, { sha256, sizeBytes }]) => ({ path, sha256, sizeBytes }));
  return isLockedReceipt({ files, baseFilename: locked.baseFilename }, old);
}

function own<Value>(object: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function tellOfSecrets({ name }: CatalogModel, { emit }: Operation): void {
  emit({
    type: 'notice',
    level: 'warn',
    message: `An address of ${name} holds what may be a secret, which was left out of the lock file. It is taken from the manifest of its source when the model is installed.`,
  });
}
