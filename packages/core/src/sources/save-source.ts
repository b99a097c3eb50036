import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';
import type { SourceProvider } from '../plugins/source-provider.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { dropSnapshot } from './drop-snapshot.js';
import { fetchSource, type FetchedSource } from './fetch-source.js';
import { readGitNotes } from './git-notes.js';
import type { ReadSource } from './read-source.js';
import { requireFreeAlias } from './source-alias.js';
import { toSourceRecord, type FoundSource } from './to-source-record.js';

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
  source: SourceToSave & FoundSource,
  now: string,
): { readonly record: SourceRecord; readonly before: SourceRecord | undefined } {
  const { alias: wanted, mustExist } = source;
  const { key } = source.fetched.pinned.locator;
  const index = sources.findIndex((each) => each.key === key);
  const before = sources[index];
  if (before === undefined && mustExist) {
    throw new ZooError('ERR_ZOO_SOURCE_NOT_REGISTERED', `${key} was deleted while it was being updated.`, {
      hint: 'Register it again if you need it.',
      details: { source: key },
    });
  }
  if (wanted !== undefined) requireFreeAlias(sources, wanted, key);
  const alias = wanted ?? before?.alias;
  const record = toSourceRecord(source, { alias, registeredAt: before?.registeredAt ?? now, updatedAt: now });
  if (index === -1) sources.push(record);
  else sources[index] = record;
  return { record, before };
}
