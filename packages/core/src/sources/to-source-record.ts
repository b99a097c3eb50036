import type { SourceRecord } from '../catalog/catalog-schema.js';
import type { FetchedSource } from './fetch-source.js';
import type { ReadSource } from './read-source.js';
import type { Diagnostic } from './source-types.js';

/** A source whose content is in the store, as it was found there. */
export interface FoundSource {
  readonly fetched: Pick<FetchedSource, 'pinned' | 'treeDigest' | 'reach'>;
  readonly read: ReadSource;
  readonly code: SourceRecord['code'];
  /** About the source as a whole. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The record of a source in the catalog. */
export function toSourceRecord(
  { fetched: { pinned, treeDigest, reach }, read, code, diagnostics }: FoundSource,
  { alias, registeredAt, updatedAt }: Pick<SourceRecord, 'alias' | 'registeredAt' | 'updatedAt'>,
): SourceRecord {
  const { locator, revision, memo } = pinned;
  return {
    key: locator.key,
    provider: locator.provider,
    locator: { ...locator, subPath: locator.subPath },
    ...(alias !== undefined && { alias }),
    revision,
    ...(memo !== undefined && { memo: { ...memo } }),
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
    registeredAt,
    updatedAt,
  };
}
