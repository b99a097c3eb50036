import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';
import { refuseInLockedZoo } from '../lock/not-locked.js';
import type { DeleteResult } from '../models/model-types.js';
import { removeModel } from '../models/remove-model.js';
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
  if (services.layers.roots.length > 0) requireOwn(await services.catalog.sources(), record);
  let freedBytes = 0;
  if (options.keepModels !== true) {
    for (const { receipt, isPrevious } of await services.models.folders()) {
      if (receipt?.source === record.key && !isPrevious) freedBytes += await removeModel(services, receipt);
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

function requireOwn(own: readonly SourceRecord[], { key }: SourceRecord): void {
  if (own.some((record) => record.key === key)) return;
  throw new ZooError('ERR_ZOO_SOURCE_NOT_REGISTERED', `${key} is registered in a layer, which is never changed.`, {
    hint: 'Leave the layer out of MODELZOO_LAYERS, or delete the source there. Nothing was deleted.',
    details: { source: key },
  });
}
