import type { CatalogModel, ListedModel } from '../catalog/catalog-model.js';
import { parseRequirements } from '../requirements/parse-requirements.js';
import type { Receipt } from '../store/receipt.js';
import type { ModelDetails, ModelSummary } from './model-types.js';

/** A model as listings show it. @param path Absolute path of the downloaded model. */
export function summarizeModel(
  model: ListedModel,
  receipt: Receipt | undefined,
  path: string | undefined,
): ModelSummary {
  return {
    name: model.name,
    baseName: model.baseName,
    version: model.version,
    source: model.source.key,
    tags: model.tags,
    license: model.license,
    spdxLicense: model.spdxLicense,
    sizeBytes: receipt?.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) ?? model.sizeBytes,
    downloaded: receipt !== undefined,
    path,
  };
}

/** Everything known about a model. */
export function describeModel(
  model: CatalogModel,
  receipt: Receipt | undefined,
  path: string | undefined,
): ModelDetails {
  const { entry } = model;
  return {
    ...summarizeModel(model, receipt, path),
    description: entry.description ?? undefined,
    author: entry.author ?? undefined,
    manager: entry.manager ?? undefined,
    deployment: entry.default_deployment_config_dict ?? undefined,
    requirements: parseRequirements(entry),
    files: receipt?.files.map(({ path: file, sizeBytes, sha256 }) => ({ path: file, sizeBytes, sha256 })) ?? [],
    entry,
    manifestPath: model.manifestPath,
  };
}
