import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';
import { changedFiles, listCodeFiles } from '../hooks/code-files.js';
import { detectCode } from '../hooks/find-hook-module.js';
import { refuseInLockedZoo } from '../lock/not-locked.js';
import type { UpdateOptions, UpdateResult } from './source-types.js';
import type { ZooServices } from '../zoo-services.js';
import { compareModels } from './compare-models.js';
import { describeSource } from './describe-source.js';
import { fetchSource, resolveSource } from './fetch-source.js';
import { readSource } from './read-source.js';
import { dropSnapshot } from './drop-snapshot.js';
import { requireModels } from './require-models.js';
import { requireSameContent } from './require-same-content.js';
import { saveSource } from './save-source.js';

/** Updates the given sources, or all: see `Zoo.updateSources`. */
export async function updateSources(
  services: ZooServices,
  names: readonly string[],
  options: UpdateOptions,
): Promise<UpdateResult[]> {
  refuseInLockedZoo(services, 'its sources are not updated');
  const records =
    names.length === 0
      ? await services.catalog.sources()
      : await Promise.all(names.map((name) => services.reader.getSource(name)));
  const results: UpdateResult[] = [];
  for (const record of records) results.push(await tryUpdate(services, record, options));
  return results;
}

/** What cannot be reached or read now keeps its last good content, and keeps no other source from being updated. */
async function tryUpdate(services: ZooServices, record: SourceRecord, options: UpdateOptions): Promise<UpdateResult> {
  try {
    return await (options.check === true ? checkSource : updateSource)(services, record, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!ZooError.is(error)) throw error;
    return { ...unmoved(record, await services.snapshots.has(record.treeDigest)), error };
  }
}

function unmoved(record: SourceRecord, hasContent: boolean): UpdateResult {
  return {
    source: describeSource(record, hasContent),
    moved: false,
    previousRevision: record.revision,
    revision: record.revision,
    codeChanged: undefined,
    added: [],
    removed: [],
    changed: [],
    error: undefined,
  };
}

async function checkSource(services: ZooServices, record: SourceRecord, options: UpdateOptions): Promise<UpdateResult> {
  const operation = services.operation(record.key, options);
  const provider = services.registry.provider(record.provider);
  const { pinned } = await resolveSource(provider, record.locator, operation, record);
  const { revision } = pinned;
  const hasContent = await services.snapshots.has(record.treeDigest);
  return { ...unmoved(record, hasContent), moved: revision !== record.revision, revision };
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
  const hasCode = code !== 'none' || record.code !== 'none';
  const codeChanged = hasCode && changedFiles(codeBefore, await listCodeFiles(rootDir)).length > 0;
  const source = await saveSource(services, { provider, fetched, read, code, mustExist: true }, operation);
  return {
    source: describeSource(source),
    moved: source.revision !== record.revision,
    previousRevision: record.revision,
    revision: source.revision,
    codeChanged,
    ...compareModels(before, read.models),
    error: undefined,
  };
}
