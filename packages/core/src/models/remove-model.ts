import type { Receipt } from '../store/receipt.js';
import type { ZooServices } from '../zoo-services.js';

/** Removes a downloaded model because the user said so, pinned or not. @returns bytes that were freed */
export async function removeModel({ models, uses }: ZooServices, receipt: Receipt): Promise<number> {
  const freedBytes = (await models.delete(receipt)) ?? 0;
  await uses.forget(models.modelDir(receipt.source, receipt.baseName, receipt.version));
  return freedBytes;
}
