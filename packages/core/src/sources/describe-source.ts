import type { SourceRecord } from '../catalog/catalog-schema.js';
import type { SnapshotFolders } from '../store/snapshot-folders.js';
import type { Diagnostic, RegisteredSource } from './source-types.js';

/**
 * What users see of a source in the catalog.
 *
 * @param hasContent Whether its snapshot is in the store.
 */
export function describeSource(record: SourceRecord, hasContent = true): RegisteredSource {
  const manifests = record.manifests.map((manifest) => ({
    ...manifest,
    name: manifest.name,
    diagnostics: manifest.diagnostics as readonly Diagnostic[],
  }));
  return {
    key: record.key,
    provider: record.provider,
    alias: record.alias,
    revision: record.revision,
    treeDigest: record.treeDigest,
    registeredAt: record.registeredAt,
    updatedAt: record.updatedAt,
    models: manifests.reduce((sum, { models }) => sum + models, 0),
    manifests,
    diagnostics: [
      ...(hasContent ? [] : [contentMissing]),
      ...((record.diagnostics ?? []) as readonly Diagnostic[]),
      ...manifests.flatMap(({ diagnostics }) => diagnostics),
    ],
    code: record.code,
  };
}

/** The same for all of a list. */
export function describeSources(
  records: readonly SourceRecord[],
  snapshots: Pick<SnapshotFolders, 'has'>,
): Promise<RegisteredSource[]> {
  return Promise.all(records.map(async (record) => describeSource(record, await snapshots.has(record.treeDigest))));
}

const contentMissing: Diagnostic = {
  severity: 'error',
  code: 'ERR_ZOO_STORE_CORRUPT',
  message: 'Its content is gone from this machine, so its models are not listed. Update the source to fetch it again.',
  path: '.',
};
