import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';
import type { SourceProvider } from '../plugins/source-provider.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { dropSnapshot } from './drop-snapshot.js';
import { fetchSource, type FetchedSource } from './fetch-source.js';
import { readGitNotes } from './git-notes.js';
import type { ReadSource } from './read-source.js';
import type { Diagnostic } from './source-types.js';
import { requireFreeAlias } from './source-alias.js';

/** What was fetched and read, and is to be put into the catalog. */
export interface SourceToSave {
  readonly provider: SourceProvider;
  readonly fetched: FetchedSource;
  readonly read: ReadSource;
  readonly code: SourceRecord['code'];
  readonly alias?: string | undefined;
  /** Whether the source has to be in the catalog already: one that was deleted meanwhile stays deleted. */
  readonly mustExist: boolean;
}

interface NotedSource extends SourceToSave {
  /** About the source as a whole. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes what was fetched and read into the catalog, keeping what is the user's: alias and time of registration. Removes the
 * content that it replaces.
 *
 * @throws ZooError `ERR_ZOO_ALIAS_TAKEN`, `ERR_ZOO_SOURCE_NOT_REGISTERED`, and those of the store
 */
export async function saveSource(
  services: ZooServices,
  source: SourceToSave,
  operation: Operation,
): Promise<SourceRecord> {
  const { fetched, provider, read } = source;
  const rootDir = services.snapshots.pathOf(fetched.treeDigest);
  const diagnostics = await readGitNotes(
    rootDir,
    read.manifests.map(({ path }) => path),
  );
  const now = new Date().toISOString();
  const { record, before } = await services.catalog
    .update((sources) => putRecord(sources, { ...source, diagnostics }, now))
    .catch(async (error: unknown) => {
      await dropSnapshot(services, fetched.treeDigest);
      throw error;
    });
  // Another process may have removed the same content just before it could know that it is needed.
  if (!(await services.snapshots.has(record.treeDigest))) {
    await fetchSource(services, provider, record.locator, operation, record);
  }
  if (before !== undefined && before.treeDigest !== record.treeDigest) await dropSnapshot(services, before.treeDigest);
  await services.index.add(record, source.read.models);
  return record;
}

function putRecord(
  sources: SourceRecord[],
  { fetched: { pinned, treeDigest, reach }, read, code, alias: wanted, mustExist, diagnostics }: NotedSource,
  now: string,
): { readonly record: SourceRecord; readonly before: SourceRecord | undefined } {
  const { key, provider } = pinned.locator;
  const index = sources.findIndex((source) => source.key === key);
  const before = sources[index];
  if (before === undefined && mustExist) {
    throw new ZooError('ERR_ZOO_SOURCE_NOT_REGISTERED', `${key} was deleted while it was being updated.`, {
      hint: 'Register it again if you need it.',
      details: { source: key },
    });
  }
  if (wanted !== undefined) requireFreeAlias(sources, wanted, key);
  const alias = wanted ?? before?.alias;
  const record: SourceRecord = {
    key,
    provider,
    locator: { ...pinned.locator, subPath: pinned.locator.subPath },
    ...(alias !== undefined && { alias }),
    revision: pinned.revision,
    ...(pinned.memo !== undefined && { memo: { ...pinned.memo } }),
    treeDigest,
    reach,
    code,
    manifests: read.manifests.map(({ path, name, models, diagnostics: manifestNotes }) => ({
      path,
      ...(name !== undefined && { name }),
      models,
      diagnostics: [...manifestNotes],
    })),
    ...(diagnostics.length > 0 && { diagnostics: [...diagnostics] }),
    registeredAt: before?.registeredAt ?? now,
    updatedAt: now,
  };
  if (index === -1) sources.push(record);
  else sources[index] = record;
  return { record, before };
}
