import { findModel } from '../catalog/find-model.js';
import type { CatalogModel } from '../catalog/catalog-model.js';
import type { CatalogReader } from '../catalog/catalog-reader.js';
import { ZooError } from '../errors/zoo-error.js';
import { parseRequirements } from '../requirements/parse-requirements.js';
import type { ModelStore } from '../store/model-store.js';
import type { ModelUses } from '../store/model-uses.js';
import { describeModel } from './describe-model.js';
import type { ModelDetails, ModelRequirements, NameOptions } from './model-types.js';

interface Services {
  readonly reader: CatalogReader;
  readonly models: Pick<ModelStore, 'readReceipt' | 'pathOf'>;
}

/** Of a model that somebody is going to use. */
interface UsingServices extends Services {
  readonly models: Pick<ModelStore, 'readReceipt' | 'pathOf' | 'modelDir'>;
  readonly uses: Pick<ModelUses, 'touch'>;
}

/**
 * Everything known about one model: see `Zoo.getModel`.
 *
 * @param versionOf Version of an npm package that models could import.
 */
export async function getModel(
  services: Services,
  name: string,
  options: NameOptions,
  versionOf: (name: string) => Promise<string | undefined>,
): Promise<ModelDetails> {
  const model = await findModel(services.reader, name, options);
  const receipt = await services.models.readReceipt(model.source.key, model.baseName, model.version);
  const details = describeModel(model, receipt, receipt && services.models.pathOf(receipt));
  return { ...details, requirements: await describeRequirements(model, versionOf) };
}

/** Absolute path of a downloaded model: see `Zoo.findModel`. */
export async function findDownloaded(
  { reader, models, uses }: UsingServices,
  name: string,
  options: NameOptions,
): Promise<string> {
  const model = await findModel(reader, name, options);
  const receipt = await models.readReceipt(model.source.key, model.baseName, model.version);
  if (receipt === undefined) throw notDownloaded(model.name);
  await uses.touch(models.modelDir(model.source.key, model.baseName, model.version));
  return models.pathOf(receipt);
}

/** What a model needs, and whether it is there. */
export async function describeRequirements(
  model: CatalogModel,
  versionOf: (name: string) => Promise<string | undefined>,
): Promise<ModelRequirements> {
  const requirements = parseRequirements(model.entry);
  if (requirements.packages.every(({ ecosystem }) => ecosystem !== 'npm')) return requirements;
  const { checkRequirements } = await import('../requirements/check-requirements.js');
  return checkRequirements(requirements, versionOf);
}

export function notDownloaded(name: string): ZooError {
  return new ZooError('ERR_ZOO_MODEL_NOT_DOWNLOADED', `${name} is not downloaded.`, {
    hint: `Download it with \`zoo download ${name}\`, or with downloadModel().`,
    details: { name },
  });
}
