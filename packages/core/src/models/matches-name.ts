import type { ModelName } from '../manifest/model-name.js';
import { compareVersions } from '../manifest/model-version.js';
import type { Receipt } from '../store/receipt.js';

/** Who a model in the store is. */
export type StoredIdentity = Pick<Receipt, 'source' | 'baseName'> & { readonly version?: string | undefined };

/**
 * Whether a model in the store is one that a name means. Without a version all versions are.
 *
 * @param source Key of the only source that is meant, if one is.
 */
export function matchesName(
  model: StoredIdentity | undefined,
  wanted: Pick<ModelName, 'baseName' | 'version'>,
  source: string | undefined,
): boolean {
  if (model === undefined || model.baseName !== wanted.baseName) return false;
  if (source !== undefined && model.source !== source) return false;
  if (wanted.version === undefined || model.version === wanted.version) return true;
  return model.version !== undefined && compareVersions(model.version, wanted.version) === 0;
}
