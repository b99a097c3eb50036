import type { CatalogModel } from '../catalog/catalog-model.js';
import { fetchFiles } from '../downloads/fetch-files.js';
import { planModel } from '../downloads/plan-model.js';
import { fetchNamedFiles } from '../downloads/source-file.js';
import { describeDownload, identityOf } from '../models/describe-download.js';
import { downloadWithHook } from '../models/download-with-hook.js';
import type { DownloadResult } from '../models/model-types.js';
import type { ReceiptFileInput } from '../store/model-store.js';
import type { Receipt, ReceiptFile } from '../store/receipt.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { isMoved, lockMismatch, type LockedThing } from './lock-mismatch.js';
import type { LockedFile, LockedModel } from './lock-schema.js';
import { hasLockedFiles, hasWithheld, planLockedFiles } from './locked-file-plans.js';
import { withholdSecrets } from './withhold-secrets.js';

/**
 * Brings exactly the locked files of a model into the store: from blobs that are there, else from the locked addresses, else
 * by the source's own code. No manager is asked to plan, unless a secret had to be left out of an address.
 *
 * @param lockFile Its path, for messages.
 * @throws ZooError `ERR_ZOO_LOCK_MISMATCH`, and those of a download
 */
export async function downloadLocked(
  services: ZooServices,
  model: CatalogModel,
  locked: LockedModel,
  operation: Operation,
  lockFile: string,
): Promise<DownloadResult> {
  const thing = { file: lockFile, source: model.source.key, model: model.name };
  try {
    const present = await publishPresent(services, model, locked, operation);
    if (present !== undefined) return describeDownload(services, model, present, sizeOf(locked));
    const plans = planLockedFiles(locked, await addressesOf(services, model, locked, operation));
    if (plans === undefined) {
      return await downloadWithHook(services, model, operation, (files) => requireLocked(files, locked, thing));
    }
    const findManager = () => services.registry.managerFor(model.entry.manager ?? {});
    const fetched = await fetchFiles(services, model, findManager, plans, operation);
    await fetchNamedFiles(services, model, operation);
    operation.emit({ type: 'phase', phase: 'publish', subject: model.name });
    const receipt = await publish(services, model, locked);
    const reusedBytes = fetched.reduce((sum, file) => sum + (file.reused ? file.sizeBytes : 0), 0);
    return describeDownload(services, model, receipt, reusedBytes);
  } catch (error) {
    operation.signal.throwIfAborted();
    if (!isMoved(error)) throw error;
    const message = `A file of ${model.name} is not what the lock file says: ${error.message}`;
    throw lockMismatch(message, thing, error.details, error);
  }
}

/** Publishes a model whose files are in the store already: no plugin is needed for that. */
async function publishPresent(
  services: ZooServices,
  model: CatalogModel,
  locked: LockedModel,
  { signal }: Operation,
): Promise<Receipt | undefined> {
  const files = Object.values(locked.files);
  for (const { sha256, sizeBytes } of files) if (!(await services.blobs.has(sha256, sizeBytes))) return undefined;
  for (const { sha256 } of files) if (!(await services.blobs.claim(sha256, { signal }))) return undefined;
  return publish(services, model, locked);
}

function publish(services: ZooServices, model: CatalogModel, locked: LockedModel): Promise<Receipt> {
  const files = Object.entries(locked.files).map(([path, file]) => receiptFileOf(path, file));
  return services.models.publish({ ...identityOf(model, locked.baseFilename), files, archives: locked.archives });
}

function receiptFileOf(path: string, file: LockedFile): ReceiptFile {
  const origin = file.urls?.[0] ?? file.archive;
  return { path, ...file, ...(origin !== undefined && { origin }) };
}

/** Looks up the addresses that a secret was left out of: the manifest of the source still has them. */
async function addressesOf(
  services: ZooServices,
  model: CatalogModel,
  locked: LockedModel,
  operation: Operation,
): Promise<(address: string) => string> {
  if (!hasWithheld(locked)) return (address) => address;
  const { plans } = await planModel(services, model, operation);
  const whole = new Map(plans.flatMap(({ urls }) => urls).map((url) => [withholdSecrets(url).url, url]));
  return (address) => whole.get(address) ?? address;
}

function requireLocked(files: readonly ReceiptFileInput[], locked: LockedModel, thing: LockedThing): void {
  if (hasLockedFiles(files, locked)) return;
  const wrong = files.find(({ path, sha256 }) => locked.files[path]?.sha256 !== sha256);
  const missing = Object.keys(locked.files).find((path) => files.every((file) => file.path !== path));
  const path = wrong?.path ?? missing ?? '';
  const what = wrong === undefined ? 'did not bring' : 'brought another';
  throw lockMismatch(`The code of ${thing.source} ${what} ${path} of ${thing.model ?? ''}.`, thing, {
    file: path,
    expectedSha256: locked.files[path]?.sha256,
    actualSha256: wrong?.sha256,
  });
}

function sizeOf({ files }: LockedModel): number {
  return Object.values(files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
