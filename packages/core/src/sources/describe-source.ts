import type { SourceRecord } from '../catalog/catalog-schema.js';
import type { Diagnostic, RegisteredSource } from './source-types.js';

/** What users see of a source in the catalog. */
export function describeSource(record: SourceRecord): RegisteredSource {
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
    diagnostics: manifests.flatMap(({ diagnostics }) => diagnostics),
    code: record.code,
  };
}
