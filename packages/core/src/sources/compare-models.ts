import { isDeepStrictEqual } from 'node:util';
import type { CatalogModel } from '../catalog/catalog-model.js';
import type { UpdateResult } from './source-types.js';

/** Which models came, went, or are described otherwise. */
export function compareModels(
  before: readonly Pick<CatalogModel, 'name' | 'entry'>[],
  after: readonly Pick<CatalogModel, 'name' | 'entry'>[],
): Pick<UpdateResult, 'added' | 'removed' | 'changed'> {
  const old = new Map(before.map(({ name, entry }) => [name, entry]));
  const now = new Map(after.map(({ name, entry }) => [name, entry]));
  return {
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    changed: [...now.keys()].filter((name) => old.has(name) && !isDeepStrictEqual(old.get(name), now.get(name))),
  };
}
