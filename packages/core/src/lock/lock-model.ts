import type { CatalogModel } from '../catalog/catalog-model.js';
import { findDeferred } from '../downloads/deferred-file.js';
import { isOwnFile, ownFilePath } from '../downloads/own-file.js';
import { planModel } from '../downloads/plan-model.js';
import type { OperationOptions } from '../events/operation-options.js';
import { downloadModel } from '../models/download-model.js';
import { digestFile } from '../store/digest.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { ZooError } from '../errors/zoo-error.js';
import type { LockedModel } from './lock-schema.js';
import { isPlanOf, toLockedModel } from './to-locked-model.js';

/**
 * What a lock file says of a model as its source describes it now. What is downloaded is taken as it is, when the source
 * still describes it; everything else is downloaded, since nobody else knows its digests.
 */
export async function lockModel(
  services: ZooServices,
  model: CatalogModel,
  options: OperationOptions,
): Promise<LockedModel> {
  const present = await findLockable(services, model, services.operation(model.name, options));
  if (present !== undefined) return present;
  await downloadModel(services, model, { ...options, overwrite: true });
  const locked = await readLockable(services, model);
  if (locked !== undefined) return locked;
  throw new ZooError('ERR_ZOO_STORE_CORRUPT', `${model.name} was removed while it was being locked.`, {
    hint: 'The lock file was not changed. Try again.',
    details: { model: model.name },
  });
}

/** As {@link lockModel}, without a download: `undefined` when one would be needed. */
export async function findLockable(
  services: ZooServices,
  model: CatalogModel,
  operation: Operation,
): Promise<LockedModel | undefined> {
  const { source, baseName, version } = model;
  const receipt = await services.models.readReceipt(source.key, baseName, version);
  const locked = await readLockable(services, model);
  if (receipt?.treeDigest === source.treeDigest) return locked;
  return locked !== undefined && (await isAsDescribed(services, model, locked, operation)) ? locked : undefined;
}

/** Whether a model is what its source describes now, by a fresh plan. What code brings can only be told by running it. */
export async function isAsDescribed(
  services: ZooServices,
  model: CatalogModel,
  locked: LockedModel,
  operation: Operation,
): Promise<boolean> {
  if (model.entry.manager == null) return false;
  const { plans } = await planModel(services, model, operation);
  if (!isPlanOf(plans, locked)) return false;
  for (const { urls = [], sha256 } of Object.values(locked.files)) {
    const own = urls.find(isOwnFile);
    if (own !== undefined && (await digestOwnFile(services, model, own)) !== sha256) return false;
  }
  return true;
}

async function readLockable(services: ZooServices, model: CatalogModel): Promise<LockedModel | undefined> {
  const receipt = await services.models.readReceipt(model.source.key, model.baseName, model.version);
  return receipt && toLockedModel(receipt, model.entry.manager == null);
}

async function digestOwnFile(services: ZooServices, model: CatalogModel, url: string): Promise<string | undefined> {
  const path = ownFilePath(services, model, url);
  const deferred = await findDeferred(services, model, path);
  return deferred?.sha256 ?? (await digestFile(path).catch(() => undefined))?.sha256;
}
