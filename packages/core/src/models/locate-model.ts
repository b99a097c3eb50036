import type { CatalogModel } from '../catalog/catalog-model.js';
import { findModel } from '../catalog/find-model.js';
import { ZooError } from '../errors/zoo-error.js';
import { registerSource } from '../sources/register-source.js';
import type { DownloadOptions } from './model-types.js';
import type { ZooServices } from '../zoo-services.js';

/**
 * The model that a name, or the reference of its source, stands for. A source that is not registered yet is registered;
 * a name that is known always wins over a reference that looks the same.
 */
export async function locateModel(
  services: ZooServices,
  nameOrReference: string,
  options: DownloadOptions,
): Promise<CatalogModel> {
  if (options.modelName !== undefined) return modelOfReference(services, nameOrReference, options);
  try {
    return await findModel(services.reader, nameOrReference, options);
  } catch (error) {
    const unknown = ZooError.is(error, 'ERR_ZOO_MODEL_NOT_FOUND') || ZooError.is(error, 'ERR_ZOO_NAME_INVALID');
    if (!unknown || !looksLikeReference(services, nameOrReference)) throw error;
    return modelOfReference(services, nameOrReference, options);
  }
}

function looksLikeReference(services: ZooServices, text: string): boolean {
  return services.registry.tryParseReference(text, services.referenceHost) !== undefined;
}

async function modelOfReference(
  services: ZooServices,
  reference: string,
  { modelName, signal, onEvent }: DownloadOptions,
): Promise<CatalogModel> {
  const registered = await services.reader.findSource(reference);
  const key = registered?.key ?? (await registerSource(services, reference, { signal, onEvent })).source.key;
  if (modelName !== undefined) return findModel(services.reader, modelName, { source: key });
  const models = await services.reader.models(await services.reader.getSource(key));
  const names = new Set(models.map(({ baseName }) => baseName));
  const [only] = names;
  if (only !== undefined && names.size === 1) return findModel(services.reader, only, { source: key });
  throw new ZooError('ERR_ZOO_NAME_AMBIGUOUS', `${key} has ${models.length} models.`, {
    hint: `Say which one: ${models.map(({ name }) => name).join(', ')}.`,
    details: { source: key, candidates: models.map(({ name }) => name) },
  });
}
