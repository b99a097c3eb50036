import type { ModelEntry } from '../manifest/manifest-schema.js';
import type { SourceRecord } from './catalog-schema.js';

/** What listings show of a model, as its manifest has it. */
export interface ModelFacts {
  /** `base_name` or `base_name@version`. */
  readonly name: string;
  readonly baseName: string;
  readonly version: string | undefined;
  readonly tags: readonly string[];
  /** As the author wrote it. */
  readonly license: string | undefined;
  readonly spdxLicense: string | undefined;
  /** The author's hint. */
  readonly sizeBytes: number | undefined;
}

/** One model of one registered source. */
export interface CatalogModel extends ModelFacts {
  readonly source: SourceRecord;
  /** Path of its manifest below the source's root. */
  readonly manifestPath: string;
  readonly entry: ModelEntry;
}

/** A model in a listing, of which nothing else is read. */
export type ListedModel = ModelFacts & Pick<CatalogModel, 'source'>;
