import type { SourceRecord } from '../catalog/catalog-schema.js';
import { describeDownload, totalBytes } from '../models/describe-download.js';
import type { Receipt } from '../store/receipt.js';
import type { ReceiptReader } from '../store/receipt-reader.js';
import type { InstalledModel, InstallResult } from './lock-types.js';

/** A model that was there already. @param name With version. */
export function describePresent(
  services: { readonly models: Pick<ReceiptReader, 'pathOf'> },
  name: string,
  source: SourceRecord,
  receipt: Receipt,
): InstalledModel {
  return { ...describeDownload(services, { name, source }, receipt, totalBytes(receipt)), present: true };
}

/** What an installation tells. @param file Absolute path of the lock file or archive. */
export function describeInstalled(
  file: string,
  sources: readonly { readonly record: SourceRecord; readonly fetched: boolean }[],
  models: readonly InstalledModel[],
): InstallResult {
  return {
    file,
    sources: sources.map(({ record: { key, revision, treeDigest }, fetched }) => ({
      key,
      revision,
      treeDigest,
      fetched,
    })),
    models,
  };
}
