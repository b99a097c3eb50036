import { refuseInLockedZoo } from '../lock/not-locked.js';
import type { DeleteResult } from '../models/model-types.js';
import type { ZooServices } from '../zoo-services.js';
import { dropSnapshot } from './drop-snapshot.js';

/** Unregisters a source, with its downloaded models unless they are to be kept: see `Zoo.deleteSource`. */
export async function deleteSource(
  services: ZooServices,
  name: string,
  options: { readonly keepModels?: boolean },
): Promise<DeleteResult> {
  refuseInLockedZoo(services, 'its sources are not deleted');
  const record = await services.reader.getSource(name);
  let freedBytes = 0;
  if (options.keepModels !== true) {
    for (const receipt of await services.models.list()) {
      if (receipt.source === record.key) freedBytes += await services.models.delete(receipt);
    }
  }
  await services.catalog.update((sources) => {
    const index = sources.findIndex(({ key }) => key === record.key);
    if (index !== -1) sources.splice(index, 1);
  });
  await services.trust.remove(record.key);
  await dropSnapshot(services, record.treeDigest);
  return { deleted: [record.key], freedBytes };
}
