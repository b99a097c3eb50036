import { isDeepStrictEqual } from 'node:util';
import type { CatalogModel } from '../catalog/catalog-model.js';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import { changedFiles, listCodeFiles } from '../hooks/code-files.js';
import { detectCode } from '../hooks/find-hook-module.js';
import type { UpdateOptions, UpdateResult } from './source-types.js';
import type { ZooServices } from '../zoo-services.js';
import { describeSource } from './describe-source.js';
import { fetchSource, resolveSource } from './fetch-source.js';
import { readSource } from './read-source.js';
import { dropSnapshot, saveSource } from './register-source.js';
import { requireModels } from './require-models.js';
import { requireSameContent } from './require-same-content.js';

/** Updates the given sources, or all: see `Zoo.updateSources`. */
export async function updateSources(
  services: ZooServices,
  names: readonly string[],
  options: UpdateOptions,
): Promise<UpdateResult[]> {
  const records =
    names.length === 0
      ? await services.catalog.sources()
      : await Promise.all(names.map((name) => services.reader.getSource(name)));
  const results: UpdateResult[] = [];
  for (const record of records) {
    results.push(
      options.check === true
        ? await checkSource(services, record, options)
        : await updateSource(services, record, options),
    );
  }
  return results;
}

async function checkSource(services: ZooServices, record: SourceRecord, options: UpdateOptions): Promise<UpdateResult> {
  const operation = services.operation(record.key, options);
  const provider = services.registry.provider(record.provider);
  const { pinned } = await resolveSource(provider, record.locator, operation, record);
  return {
    source: describeSource(record),
    moved: pinned.revision !== record.revision,
    previousRevision: record.revision,
    revision: pinned.revision,
    codeChanged: undefined,
    added: [],
    removed: [],
    changed: [],
  };
}

async function updateSource(
  services: ZooServices,
  record: SourceRecord,
  options: UpdateOptions,
): Promise<UpdateResult> {
  const operation = services.operation(record.key, options);
  const provider = services.registry.provider(record.provider);
  const before = await services.reader.models(record);
  // A snapshot that is gone had nothing that could be told to be the same.
  const codeBefore = await listCodeFiles(services.snapshots.pathOf(record.treeDigest)).catch(() => ({}));
  const fetched = await fetchSource(services, provider, record.locator, operation, record);
  operation.emit({ type: 'phase', phase: 'read', subject: record.key });
  const rootDir = services.snapshots.pathOf(fetched.treeDigest);
  const read = await readSource(rootDir, fetched.pinned.locator.subPath);
  try {
    // The last good content stays when the new one declares nothing, or should have been the same.
    requireSameContent(record, fetched);
    requireModels(record.key, read);
  } catch (error) {
    await dropSnapshot(services, fetched.treeDigest);
    throw error;
  }
  const code = await detectCode(rootDir, read.manifests);
  const codeChanged = changedFiles(codeBefore, await listCodeFiles(rootDir)).length > 0;
  const source = await saveSource(services, { fetched, read, code });
  if (source.treeDigest !== record.treeDigest) await dropSnapshot(services, record.treeDigest);
  return {
    source: describeSource(source),
    moved: source.revision !== record.revision,
    previousRevision: record.revision,
    revision: source.revision,
    codeChanged,
    ...compareModels(before, read.models),
  };
}

function compareModels(
  before: readonly Pick<CatalogModel, 'name' | 'entry'>[],
  after: readonly Pick<CatalogModel, 'name' | 'entry'>[],
): Pick<UpdateResult, 'added' | 'removed' | 'changed'> {
  const old = new Map(before.map(({ name, entry }) => [name, entry]));
  const now = new Map(after.map(({ name, entry }) => [name, entry]));
  return {
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    changed: [...now.keys()].filter((name) => old.has(name) && !isDeepStrictEqual(old.get(name), now.get(name))),
  };
}
