import type { CatalogModel } from '../catalog/catalog-model.js';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';
import { detectCode } from '../hooks/find-hook-module.js';
import type { ManifestReport, RegisterOptions, RegisterResult } from './source-types.js';
import type { ZooServices } from '../zoo-services.js';
import { describeSource } from './describe-source.js';
import { fetchSource, type FetchedSource } from './fetch-source.js';
import { readSource, type ReadSource } from './read-source.js';
import { requireModels } from './require-models.js';
import { requireSameContent } from './require-same-content.js';

const ALIAS = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Registers the source of a reference: see `Zoo.registerSource`. */
export async function registerSource(
  services: ZooServices,
  reference: string,
  options: RegisterOptions,
): Promise<RegisterResult> {
  const { provider, locator } = services.registry.parseReference(reference, services.referenceHost);
  if (options.alias !== undefined) await checkAlias(services, options.alias, locator.key);
  const existing = (await services.catalog.sources()).find(({ key }) => key === locator.key);
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
  const record = await saveSource(services, { fetched, read, code, alias: options.alias });
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

/** Writes what was fetched and read into the catalog, keeping what is the user's: alias and time of registration. */
export async function saveSource(
  services: ZooServices,
  source: {
    readonly fetched: FetchedSource;
    readonly read: ReadSource;
    readonly code: SourceRecord['code'];
    readonly alias?: string | undefined;
  },
): Promise<SourceRecord> {
  const { pinned, treeDigest, reach } = source.fetched;
  const now = new Date().toISOString();
  return services.catalog.update((sources) => {
    const index = sources.findIndex(({ key }) => key === pinned.locator.key);
    const before = sources[index];
    const alias = source.alias ?? before?.alias;
    const record: SourceRecord = {
      key: pinned.locator.key,
      provider: pinned.locator.provider,
      locator: { ...pinned.locator, subPath: pinned.locator.subPath },
      ...(alias !== undefined && { alias }),
      revision: pinned.revision,
      ...(pinned.memo !== undefined && { memo: { ...pinned.memo } }),
      treeDigest,
      reach,
      code: source.code,
      manifests: source.read.manifests.map(({ path, name, models, diagnostics }) => ({
        path,
        ...(name !== undefined && { name }),
        models,
        diagnostics: [...diagnostics],
      })),
      registeredAt: before?.registeredAt ?? now,
      updatedAt: now,
    };
    if (index === -1) sources.push(record);
    else sources[index] = record;
    return record;
  });
}

/** Removes a snapshot that no source needs. */
export async function dropSnapshot(services: ZooServices, treeDigest: string): Promise<void> {
  const sources = await services.catalog.sources();
  if (sources.every((source) => source.treeDigest !== treeDigest)) await services.snapshots.delete(treeDigest);
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
          const current = sources.find(({ key }) => key === existing.key) ?? existing;
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

async function checkAlias(services: ZooServices, alias: string, key: string): Promise<void> {
  if (!ALIAS.test(alias)) {
    throw new ZooError('ERR_ZOO_NAME_INVALID', `"${alias}" cannot be the alias of a source.`, {
      hint: 'Use letters, digits, dots, dashes and underscores, beginning with a letter or digit.',
      details: { alias },
    });
  }
  const owner = (await services.catalog.sources()).find((source) => source.alias === alias && source.key !== key);
  if (owner === undefined) return;
  throw new ZooError('ERR_ZOO_ALIAS_TAKEN', `The alias "${alias}" belongs to ${owner.key}.`, {
    hint: 'Choose another alias, or delete that source first.',
    details: { alias, source: owner.key },
  });
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
