import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';
import type { FetchedSource } from './fetch-source.js';

/**
 * Holds a source to its word that its content never changes. The tree is compared, not the bytes: hosts pack archives anew.
 *
 * @throws ZooError `ERR_ZOO_DIGEST_MISMATCH`
 */
export function requireSameContent(before: SourceRecord | undefined, { pinned, treeDigest }: FetchedSource): void {
  if (before === undefined || pinned.immutable !== true) return;
  // The same bytes may become another tree only through a newer version of our own rules.
  if (before.revision === pinned.revision || before.treeDigest === treeDigest) return;
  throw new ZooError('ERR_ZOO_DIGEST_MISMATCH', `${before.key} promised never to change, and is something else now.`, {
    hint:
      'Nothing was changed: the content that was registered first stays. Ask its author why; ' +
      'if the new content is right, delete the source and register it again.',
    details: { source: before.key, expectedTreeDigest: before.treeDigest, actualTreeDigest: treeDigest },
  });
}
