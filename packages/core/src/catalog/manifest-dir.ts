import { dirname, join } from 'node:path';
import type { SnapshotStore } from '../store/snapshot-store.js';
import type { CatalogModel } from './catalog-model.js';

/** Absolute folder of a model's manifest, in the snapshot of its source. */
export function manifestDir(snapshots: Pick<SnapshotStore, 'pathOf'>, { source, manifestPath }: CatalogModel): string {
  return join(snapshots.pathOf(source.treeDigest), dirname(manifestPath));
}
