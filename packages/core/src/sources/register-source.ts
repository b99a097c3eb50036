import type { CatalogModel } from '../catalog/catalog-model.js';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import { detectCode } from '../hooks/find-hook-module.js';
import { refuseInLockedZoo } from '../lock/not-locked.js';
import type { ManifestReport, RegisterOptions, RegisterResult } from './source-types.js';
import type { ZooServices } from '../zoo-services.js';
import { describeSource } from './describe-source.js';
import { dropSnapshot } from './drop-snapshot.js';
import { fetchSource } from './fetch-source.js';
import { readSource, type ReadSource } from './read-source.js';
import { requireModels } from './require-models.js';
import { requireSameContent } from './require-same-content.js';
import { saveSource } from './save-source.js';
import { requireFreeAlias } from './source-alias.js';

/** Registers the source of a reference: see `Zoo.registerSource`. */
export async function registerSource(
  services: ZooServices,
  reference: string,
  options: RegisterOptions,
): Promise<RegisterResult> {
  const { provider, locator } = services.registry.parseReference(reference, services.referenceHost);
  const registered = await services.reader.sources();
  // Before anything is fetched; whoever takes the alias meanwhile is met again when the source is saved.
  if (options.alias !== undefined) requireFreeAlias(registered, options.alias, locator.key);
  const existing = registered.find(({ key }) => key === locator.key);
  if (existing === undefined || options.overwrite === true || options.alias !== undefined) {
    refuseInLockedZoo(services, `${locator.key} cannot be registered`);
  }
  if (existing !== undefined && options.overwrite !== true && (await services.snapshots.has(existing.treeDigest))) {
    return keepSource(services, existing, options.alias);
  }
  const operation = services.operation(locator.key, options);
  const fetched = await fetchSource(services, provider, locator, operation, existing);
  operation.emit({ type: 'phase', phase: 'read', subject: locator.key });
  const rootDir = services.snapshots.pathOf(fetched.treeDigest);
  const read = await readSource(rootDir, fetched.pinned.locator.subPath);
  try {
    requireSameContent(existing, fetched);
    requireModels(locator.key, read);
  } catch (error) {
    await dropSnapshot(services, fetched.treeDigest);
    throw error;
  }
  const code = await detectCode(rootDir, read.manifests);
  const source = { provider, fetched, read, code, alias: options.alias, mustExist: false };
  const record = await saveSource(services, source, operation);
  return result(
    record,
    read.models,
    reportManifests(
      read,
      existing && { digest: existing.treeDigest, manifests: existing.manifests },
      record.treeDigest,
    ),
  );
}

async function keepSource(
  services: ZooServices,
  existing: SourceRecord,
  alias: string | undefined,
): Promise<RegisterResult> {
  const record =
    alias === undefined || alias === existing.alias
      ? existing
      : await services.catalog.update((sources) => {
          requireFreeAlias(sources, alias, existing.key);
          const current = sources.find(({ key }) => key === existing.key);
          if (current === undefined) return existing;
          current.alias = alias;
          return current;
        });
  const models = await services.reader.models(record);
  const manifests = record.manifests.map((manifest) => ({
    ...manifest,
    name: manifest.name,
    status: manifest.models === 0 ? ('skipped' as const) : ('unchanged' as const),
  }));
  return result(record, models, manifests);
}

function reportManifests(
  read: ReadSource,
  before: { readonly digest: string; readonly manifests: SourceRecord['manifests'] } | undefined,
  treeDigest: string,
): ManifestReport[] {
  return read.manifests.map(({ path, name, models, diagnostics }) => {
    const known = before?.manifests.some((manifest) => manifest.path === path) === true;
    const moved = before?.digest !== treeDigest;
    const status = models === 0 ? 'skipped' : known ? (moved ? 'updated' : 'unchanged') : 'added';
    return { path, name, status, models, diagnostics };
  });
}

function result(
  record: SourceRecord,
  models: readonly Pick<CatalogModel, 'name'>[],
  manifests: readonly ManifestReport[],
): RegisterResult {
  return { source: describeSource(record), manifests, models: models.map(({ name }) => name) };
}
