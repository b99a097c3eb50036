import type { CatalogModel } from '../catalog/catalog-model.js';
import { acceptDigests, promisedInstead, type AcceptedDigests } from '../downloads/accept-digests.js';
import { fetchFiles, type PlannedFile } from '../downloads/fetch-files.js';
import { inTurn } from '../downloads/in-turn.js';
import { placeFiles, unpackedName } from '../downloads/place-files.js';
import { planModel } from '../downloads/plan-model.js';
import { fetchNamedFiles } from '../downloads/source-file.js';
import { ZooError } from '../errors/zoo-error.js';
import type { FilePlan } from '../plugins/model-manager.js';
import type { Receipt, ReceiptArchive, ReceiptFile } from '../store/receipt.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { describeDownload, identityOf, totalBytes } from './describe-download.js';
import { downloadWithHook } from './download-with-hook.js';
import type { DownloadOptions, DownloadResult } from './model-types.js';

/** Brings one model into the store, unless it is there: see `Zoo.downloadModel`. */
export async function downloadModel(
  services: ZooServices,
  model: CatalogModel,
  options: Pick<DownloadOptions, 'overwrite' | 'acceptDigests' | 'signal' | 'onEvent'>,
): Promise<DownloadResult> {
  async function findPresent(): Promise<DownloadResult | undefined> {
    if (options.overwrite === true) return undefined;
    const receipt = await services.models.readReceipt(model.source.key, model.baseName, model.version);
    return receipt && describeDownload(services, model, receipt, totalBytes(receipt));
  }

  const present = await findPresent();
  if (present !== undefined) {
    await services.uses.touch(services.models.modelDir(model.source.key, model.baseName, model.version));
    return present;
  }
  const isPromisedByManifest = services.lock === undefined && model.entry.manager != null;
  if (options.acceptDigests !== undefined && !isPromisedByManifest) throw nothingToAccept(model.name);
  const operation = services.operation(model.name, options);
  return inTurn(services, model, operation, findPresent, () => {
    if (services.lock !== undefined) return services.lock.download(model, operation);
    return model.entry.manager == null
      ? downloadWithHook(services, model, operation)
      : downloadWithManager(services, model, operation, options.acceptDigests);
  });
}

async function downloadWithManager(
  services: ZooServices,
  model: CatalogModel,
  operation: Operation,
  accepted: AcceptedDigests = {},
): Promise<DownloadResult> {
  const { manager, plans: promised } = await planModel(services, model, operation);
  const plans = acceptDigests(promised, accepted);
  const fetched = await fetchFiles(services, model, () => manager, plans, operation);
  await fetchNamedFiles(services, model, operation);
  operation.emit({ type: 'phase', phase: 'publish', subject: model.name });
  const isUnpacked = plans.some(({ extract }) => extract !== undefined && extract.members === undefined);
  const declared = model.entry.base_filename ?? undefined;
  const baseFilename = isUnpacked && declared !== undefined ? unpackedName(declared) : declared;
  const paths = placeFiles(fetched, baseFilename);
  const files = fetched.map((file, index) => fileOf(file, paths[index] ?? '', accepted));
  const receipt = await services.models.publish({
    ...identityOf(model, baseFilename ?? onlyPath(files)),
    files,
    archives: archivesOf(plans, accepted),
  });
  const reusedBytes = fetched.reduce((sum, file) => sum + (file.reused ? file.sizeBytes : 0), 0);
  return describeDownload(services, model, receipt, reusedBytes);
}

function fileOf(
  { sha256, sizeBytes, origin, plan, member }: PlannedFile,
  path: string,
  accepted: AcceptedDigests,
): ReceiptFile {
  const known = { path, sha256, insteadOf: promisedInstead(accepted, sha256), sizeBytes, origin };
  return member === undefined ? { ...known, urls: [...plan.urls] } : { ...known, archive: plan.urls[0], member };
}

function archivesOf(plans: readonly FilePlan[], accepted: AcceptedDigests): Receipt['archives'] {
  const archives = plans.filter(({ extract }) => extract !== undefined);
  return archives.length === 0
    ? undefined
    : Object.fromEntries(archives.map((plan) => [plan.urls[0], archiveOf(plan, accepted)]));
}

function archiveOf(
  { urls: [, ...mirrors], sizeBytes, sha256, integrity }: FilePlan,
  accepted: AcceptedDigests,
): ReceiptArchive {
  return {
    ...(mirrors.length > 0 && { mirrors }),
    sizeBytes,
    sha256: sha256?.toLowerCase(),
    insteadOf: sha256 && promisedInstead(accepted, sha256),
    integrity,
  };
}

/** A model of one file is that file; one of several is its folder. */
function onlyPath(files: readonly { readonly path: string }[]): string | undefined {
  return files.length === 1 ? files[0]?.path : undefined;
}

function nothingToAccept(name: string): ZooError {
  return new ZooError(
    'ERR_ZOO_USAGE',
    `The digests of ${name} do not come from a manifest, so that none can be replaced.`,
    {
      hint: 'What a lock file names is changed by `zoo lock`. Nothing was downloaded.',
    },
  );
}
