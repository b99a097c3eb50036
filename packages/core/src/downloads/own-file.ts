import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { manifestDir } from '../catalog/manifest-dir.js';
import { ZooError } from '../errors/zoo-error.js';
import { safeJoin } from '../store/safe-join.js';
import type { ZooServices } from '../zoo-services.js';

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** Whether a URL names a file of the source itself, and not one that a manager has to fetch. */
export function isOwnFile(url: string): boolean {
  return !SCHEME.test(url) || /^file:/i.test(url);
}

/**
 * Absolute path, in the snapshot, of a file of the source itself: relative to the manifest, or for a source that lies on
 * this machine a `file:` URL inside its folder.
 *
 * @throws ZooError `ERR_ZOO_MANIFEST_INVALID` for a path that leaves the source, `ERR_ZOO_ADDRESS_FORBIDDEN` for a `file:` URL of
 *   a source from elsewhere or outside the source's folder
 */
export function ownFilePath(services: ZooServices, model: CatalogModel, url: string): string {
  if (!SCHEME.test(url)) return safeJoin(manifestDir(services.snapshots, model), url);
  const { source } = model;
  if (source.reach === 'local' && source.key.startsWith('file:')) {
    const path = relative(fileURLToPath(source.key), fileURLToPath(url)).split(sep).join('/');
    if (path !== '..' && !path.startsWith('../')) return safeJoin(services.snapshots.pathOf(source.treeDigest), path);
  }
  throw new ZooError('ERR_ZOO_ADDRESS_FORBIDDEN', `${model.name} points at a file of this machine: ${url}`, {
    hint: 'A source may name its own files only, best by a path relative to its manifest. Nothing was read.',
    details: { url, source: source.key },
  });
}
