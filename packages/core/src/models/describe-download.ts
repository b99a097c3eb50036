import type { CatalogModel } from '../catalog/catalog-model.js';
import type { ModelIdentity } from '../store/model-store.js';
import type { Receipt } from '../store/receipt.js';
import type { ReceiptReader } from '../store/receipt-reader.js';
import type { DownloadResult } from './model-types.js';

/** What a download brought: everything that was not in the store already. */
export function describeDownload(
  services: { readonly models: Pick<ReceiptReader, 'pathOf'> },
  model: Pick<CatalogModel, 'name' | 'source'>,
  receipt: Receipt,
  reusedBytes: number,
): DownloadResult {
  return {
    name: model.name,
    source: model.source.key,
    path: services.models.pathOf(receipt),
    files: receipt.files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
    downloadedBytes: totalBytes(receipt) - reusedBytes,
    reusedBytes,
  };
}

/** Who a model of the catalog is in the store. */
export function identityOf(model: CatalogModel, baseFilename: string | undefined): ModelIdentity {
  return {
    source: model.source.key,
    baseName: model.baseName,
    version: model.version,
    baseFilename,
    treeDigest: model.source.treeDigest,
    revision: model.source.revision,
  };
}

/** Bytes of all files of a model. */
export function totalBytes({ files }: Pick<Receipt, 'files'>): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
