import { findModel } from '../catalog/find-model.js';
import type { ZooServices } from '../zoo-services.js';
import { notDownloaded } from './get-model.js';
import type { NameOptions } from './model-types.js';

/** Keeps a downloaded model, or lets it go again: see `Zoo.pinModel` and `Zoo.unpinModel`. */
export async function pinModel(
  { reader, models, uses }: ZooServices,
  name: string,
  options: NameOptions,
  isPinned: boolean,
): Promise<string> {
  const model = await findModel(reader, name, options);
  const folder = models.modelDir(model.source.key, model.baseName, model.version);
  if (isPinned) {
    if ((await models.readReceipt(model.source.key, model.baseName, model.version)) === undefined)
      throw notDownloaded(model.name);
    await uses.pin(folder);
  } else {
    await uses.unpin(folder);
  }
  return model.name;
}
