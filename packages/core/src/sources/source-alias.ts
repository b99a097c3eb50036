import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';

const ALIAS = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Makes sure that a source may have an alias.
 *
 * @throws ZooError `ERR_ZOO_NAME_INVALID`, `ERR_ZOO_ALIAS_TAKEN`
 */
export function requireFreeAlias(sources: readonly SourceRecord[], alias: string, key: string): void {
  if (!ALIAS.test(alias)) {
    throw new ZooError('ERR_ZOO_NAME_INVALID', `"${alias}" cannot be the alias of a source.`, {
      hint: 'Use letters, digits, dots, dashes and underscores, beginning with a letter or digit.',
      details: { alias },
    });
  }
  const owner = sources.find((source) => source.alias === alias && source.key !== key);
  if (owner === undefined) return;
  throw new ZooError('ERR_ZOO_ALIAS_TAKEN', `The alias "${alias}" belongs to ${owner.key}.`, {
    hint: 'Choose another alias, or delete that source first.',
    details: { alias, source: owner.key },
  });
}
