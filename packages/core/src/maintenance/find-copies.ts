import type { FileChecker } from '../store/file-checker.js';
import type { Receipt, ReceiptFile } from '../store/receipt.js';
import { safeJoin } from '../store/safe-join.js';
import type { ZooServices } from '../zoo-services.js';
import type { CheckedPath } from './check-model.js';

/** What other models have of a file. Where files are cloned or copied and not linked, it may be whole there. */
export async function findCopies(
  services: ZooServices,
  own: Receipt,
  { sha256 }: ReceiptFile,
  checker: FileChecker,
): Promise<CheckedPath[]> {
  const found: CheckedPath[] = [];
  const folder = services.models.modelDir(own.source, own.baseName, own.version);
  for (const other of await services.models.folders()) {
    if (other.folder === folder) continue;
    for (const file of other.receipt?.files ?? []) {
      if (file.sha256 !== sha256) continue;
      const path = safeJoin(other.folder, file.path);
      found.push({ path, check: await checker.check(other.folder, path, file) });
    }
  }
  return found;
}
