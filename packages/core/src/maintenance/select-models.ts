import { relative, sep } from 'node:path';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { findModel } from '../catalog/find-model.js';
import { ZooError } from '../errors/zoo-error.js';
import { formatModelName, parseModelName } from '../manifest/model-name.js';
import { matchesName, type StoredIdentity } from '../models/matches-name.js';
import type { NameOptions } from '../models/model-types.js';
import type { Receipt } from '../store/receipt.js';
import type { ZooServices } from '../zoo-services.js';

/** A folder of a downloaded model, and what is known about whose it is. */
export interface StoredModel {
  /** Absolute. */
  readonly folder: string;
  /** As in listings; the folder's path in the home where nobody knows. */
  readonly name: string;
  /** By its receipt; else by the source that declares a model which would lie there. */
  readonly identity: StoredIdentity | undefined;
  /** `undefined`: none that can be read. */
  readonly receipt: Receipt | undefined;
  /** Absolute folder of the layer that has it; `undefined`: it is in the home folder itself. */
  readonly layer: string | undefined;
}

/**
 * The models in the store that names mean, or all of them. Those are found, too, whose source is gone, and those whose
 * receipt is damaged as long as their source still declares them.
 *
 * @throws ZooError `ERR_ZOO_MODEL_NOT_DOWNLOADED`, and those of a name that no source knows
 */
export async function selectModels(
  services: ZooServices,
  names: readonly string[] | undefined,
  options: NameOptions,
): Promise<StoredModel[]> {
  const stored = await listStored(services);
  const sourceOf = async (text: string): Promise<string> => (await services.reader.findSource(text))?.key ?? text;
  const only = options.source === undefined ? undefined : await sourceOf(options.source);
  if (names === undefined || names.length === 0) {
    return only === undefined ? stored : stored.filter(({ identity }) => identity?.source === only);
  }
  const chosen = new Set<StoredModel>();
  for (const name of names) {
    const wanted = parseModelName(name);
    const source = wanted.source === undefined ? only : await sourceOf(wanted.source);
    const found = stored.filter(({ identity }) => matchesName(identity, wanted, source));
    for (const model of found) chosen.add(model);
    if (found.length > 0) continue;
    // Tells what is the matter when no source has such a model either.
    await findModel(services.reader, name, options);
    throw new ZooError('ERR_ZOO_MODEL_NOT_DOWNLOADED', `${name} is not downloaded, so there is nothing to verify.`, {
      hint: `Download it with \`zoo download ${name}\`, or with downloadModel().`,
      details: { name },
    });
  }
  return stored.filter((model) => chosen.has(model));
}

/** The model of the catalog that would be downloaded to a folder, if a source declares one. */
export async function findCatalogModel(services: ZooServices, folder: string): Promise<CatalogModel | undefined> {
  const models = await services.reader.models();
  return models.find((model) => services.models.modelDir(model.source.key, model.baseName, model.version) === folder);
}

async function listStored(services: ZooServices): Promise<StoredModel[]> {
  const stored: StoredModel[] = [];
  for (const { folder, receipt, isPrevious } of await services.models.folders()) {
    if (isPrevious) continue;
    const identity = receipt ?? (await identify(services, folder));
    const name =
      identity === undefined ? relative(services.layout.root, folder).split(sep).join('/') : nameOf(identity);
    stored.push({ folder, receipt, identity, name, layer: undefined });
  }
  for (const { folder, receipt, layer } of await services.layers.folders()) {
    if (receipt === undefined || stored.some(({ identity }) => isSame(identity, receipt))) continue;
    stored.push({ folder, receipt, identity: receipt, name: nameOf(receipt), layer });
  }
  return stored;
}

async function identify(services: ZooServices, folder: string): Promise<StoredIdentity | undefined> {
  const model = await findCatalogModel(services, folder);
  return model && { source: model.source.key, baseName: model.baseName, version: model.version };
}

/** Whether two are one model, wherever its files are. */
export function isSame(a: StoredIdentity | undefined, b: StoredIdentity | undefined): boolean {
  return a !== undefined && a.source === b?.source && a.baseName === b.baseName && a.version === b.version;
}

function nameOf({ baseName, version }: StoredIdentity): string {
  return formatModelName({ baseName, version });
}
