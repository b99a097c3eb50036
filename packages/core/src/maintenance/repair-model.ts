import type { CatalogModel } from '../catalog/catalog-model.js';
import { ZooError } from '../errors/zoo-error.js';
import { downloadModel } from '../models/download-model.js';
import { createFileChecker, type FileChecker } from '../store/file-checker.js';
import type { Receipt } from '../store/receipt.js';
import { openVerifiedFiles } from '../store/verified-files.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { checkModel, type CheckedCopies } from './check-model.js';
import { fetchBroken, type BrokenFile } from './fetch-broken.js';
import { findCopies } from './find-copies.js';
import { mergeCopies } from './merge-copies.js';
import { findCatalogModel, type StoredModel } from './select-models.js';

/**
 * Makes a model whole again: each broken file out of a good copy in the store, else out of the good pieces of several, else
 * by fetching what is missing. Then its folder is made anew out of the blobs and takes the place of the old one, so that a
 * broken file is never written to: it may be another name of what somebody is reading.
 *
 * @throws ZooError those of a download; `ERR_ZOO_SOURCE_NOT_REGISTERED`, `ERR_ZOO_MODEL_NOT_FOUND`,
 *   `ERR_ZOO_DIGEST_MISMATCH`. What could be mended stays mended.
 */
export async function repairModel(services: ZooServices, stored: StoredModel, operation: Operation): Promise<void> {
  const { receipt } = stored;
  // Without a receipt only its source knows what it consists of. Blobs that are there are not fetched again.
  // What is broken in a layer stays as it is: a whole copy in the home folder comes before it.
  if (receipt === undefined || stored.layer !== undefined) {
    return downloadAgain(services, await requireModel(services, stored), operation);
  }
  const { emit, signal } = operation;
  const verified = await openVerifiedFiles(services.layout);
  await using checker = createFileChecker(verified, { expectedBytes: totalBytes(receipt), signal });
  const copies = await checkModel(services, stored, receipt, checker, { subject: stored.name, emit, prefix: '' });
  const missing = await mendFromStore(services, receipt, copies, checker, signal);
  if (missing.length > 0) {
    const model = await requireModel(services, stored);
    // What code of the source brought, only it can bring again.
    if (model.entry.manager == null) return downloadAgain(services, model, operation);
    await fetchBroken(services, model, missing, operation);
  }
  await services.models.publish({
    ...receipt,
    version: receipt.version,
    baseFilename: receipt.baseFilename,
    signal,
  });
}

/** Mends what can be mended without any other machine. Gives the files of which no whole copy is left. */
async function mendFromStore(
  services: ZooServices,
  receipt: Receipt,
  copies: readonly CheckedCopies[],
  checker: FileChecker,
  signal: AbortSignal,
): Promise<BrokenFile[]> {
  const missing = new Map<string, BrokenFile>();
  for (const { file, own, shared } of copies) {
    signal.throwIfAborted();
    if (shared.check.fault === undefined || missing.has(file.sha256)) continue;
    const others = await findCopies(services, receipt, file, checker);
    const known = [own, shared, ...others];
    const good = known.find(({ check }) => check.fault === undefined);
    if (good !== undefined) {
      await services.blobs.delete(file.sha256);
      await services.blobs.replace(file.sha256, good.path);
    } else {
      const left = await mergeCopies(services, file, known, signal);
      if (left !== 'everything') missing.set(file.sha256, { file, hasPieces: left === 'pieces' });
    }
  }
  return [...missing.values()];
}

async function requireModel(services: ZooServices, { folder, name, identity }: StoredModel): Promise<CatalogModel> {
  const model = await findCatalogModel(
    services,
    identity === undefined ? folder : services.models.modelDir(identity.source, identity.baseName, identity.version),
  );
  if (model !== undefined) return model;
  const source = identity?.source;
  const isRegistered = source !== undefined && (await services.reader.findSource(source)) !== undefined;
  if (isRegistered) {
    throw new ZooError('ERR_ZOO_MODEL_NOT_FOUND', `The source ${source} no longer declares ${name}.`, {
      hint: 'What is broken cannot be fetched again. What is there was left as it is; delete the model if you no longer need it.',
      details: { name, source },
    });
  }
  throw new ZooError(
    'ERR_ZOO_SOURCE_NOT_REGISTERED',
    source === undefined
      ? `No registered source declares a model that belongs in ${folder}.`
      : `The source of ${name} is not registered any more: ${source}.`,
    {
      hint: 'What is broken cannot be fetched again without it. Register the source and repair again, or delete the model.',
      details: { name, source, folder },
    },
  );
}

async function downloadAgain(services: ZooServices, model: CatalogModel, operation: Operation): Promise<void> {
  const { signal, emit } = operation;
  await downloadModel(services, model, { overwrite: true, signal, onEvent: emit });
}

function totalBytes({ files }: Receipt): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
