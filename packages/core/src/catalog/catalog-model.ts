import type { ModelEntry } from '../manifest/manifest-schema.js';
import type { SourceRecord } from './catalog-schema.js';

/** One model of one registered source. */
export interface CatalogModel {
  readonly source: SourceRecord;
  /** Path of its manifest below the source's root. */
  readonly manifestPath: string;
  readonly entry: ModelEntry;
  readonly baseName: string;
  readonly version: string | undefined;
  /** `base_name` or `base_name@version`. */
  readonly name: string;
}
