import type { CatalogModel } from '../catalog/catalog-model.js';
import { ZooError } from '../errors/zoo-error.js';
import { fetchFiles } from '../downloads/fetch-files.js';
import { planModel } from '../downloads/plan-model.js';
import type { FilePlan } from '../plugins/model-manager.js';
import type { ReceiptFile } from '../store/receipt.js';
import type { Operation, ZooServices } from '../zoo-services.js';

/** A file of which no whole copy is left on this machine. */
export interface BrokenFile {
  readonly file: ReceiptFile;
  /** Whether good pieces of it were left as an unfinished download. */
  readonly hasPieces: boolean;
}

/**
 * Brings files of a model into the blob store again, and no others: by the plan that its source has for it now. Of what was
 * left of them as unfinished downloads only the rest is fetched.
 *
 * @throws ZooError `ERR_ZOO_DIGEST_MISMATCH` when the source has other bytes by now, and those of a download
 */
export async function fetchBroken(
  services: ZooServices,
  model: CatalogModel,
  broken: readonly BrokenFile[],
  operation: Operation,
): Promise<void> {
  const { manager, plans } = await planModel(services, model, operation);
  for (const { file, hasPieces } of broken) {
    // An archive brings all of its members at once.
    if (await services.blobs.has(file.sha256)) continue;
    const plan = planFor(file, plans);
    if (plan === undefined) throw otherBytes(model, file);
    const fetch = () => fetchFiles(services, model, () => manager, [plan], operation);
    await fetch().catch(async (error: unknown) => {
      // The pieces may be to blame, and are gone now. Whether they were, a transfer of the whole tells.
      if (!hasPieces || !ZooError.is(error, 'ERR_ZOO_DIGEST_MISMATCH')) throw error;
      await fetch();
    });
    if (!(await services.blobs.has(file.sha256))) throw otherBytes(model, file);
  }
}

/** What brings exactly that file, by what the source says now. */
function planFor(file: ReceiptFile, plans: readonly FilePlan[]): FilePlan | undefined {
  const plain = plans.filter(({ extract }) => extract === undefined);
  const archives = plans.filter(({ extract }) => extract !== undefined);
  const places = new Set([file.archive, file.origin, ...(file.urls ?? [])]);
  const isSamePlace = ({ urls }: FilePlan): boolean => urls.some((url) => places.has(url));
  const plan =
    plain.find(({ sha256 }) => [file.sha256, file.insteadOf].includes(sha256?.toLowerCase() ?? '')) ??
    plain.find((candidate) => candidate.sha256 === undefined && isSamePlace(candidate));
  if (plan !== undefined) return { ...plan, sha256: file.sha256, sizeBytes: file.sizeBytes };
  const archive =
    archives.find(({ extract }) => extract?.members?.some(({ sha256 }) => sha256?.toLowerCase() === file.sha256)) ??
    archives.find(isSamePlace);
  // From where it came it cannot be had any more, if its source promises something else there.
  return archive ?? (plain.some(isSamePlace) ? undefined : planOfReceipt(file));
}

/** Where it came from, though its source names other places by now. */
function planOfReceipt({
  urls: [url, ...mirrors] = [],
  withheld,
  sha256,
  sizeBytes,
}: ReceiptFile): FilePlan | undefined {
  if (url === undefined || withheld === true) return undefined;
  return { path: undefined, urls: [url, ...mirrors], sha256, sizeBytes };
}

function otherBytes({ name, source }: CatalogModel, { path, sha256 }: ReceiptFile): ZooError {
  return new ZooError('ERR_ZOO_DIGEST_MISMATCH', `The source of ${name} has another file ${path} by now.`, {
    hint: `The one that is broken cannot be had any more. Download the model as it is now: zoo download ${name} --overwrite.`,
    details: { model: name, source: source.key, file: path, expectedSha256: sha256 },
  });
}
