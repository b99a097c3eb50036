import { compareVersions } from '../manifest/model-version.js';
import type { ListedModel } from './catalog-model.js';

/** The order of listings: by name, then newest first, then by source. The same on every machine. */
export function createListingOrder(): (a: ListedModel, b: ListedModel) => number {
  const { compare } = new Intl.Collator('en');
  return (a, b) =>
    compare(a.baseName, b.baseName) ||
    compareVersions(b.version ?? '', a.version ?? '') ||
    compare(a.source.key, b.source.key);
}
