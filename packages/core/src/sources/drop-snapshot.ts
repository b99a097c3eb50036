import type { ZooServices } from '../zoo-services.js';

/**
 * Removes a snapshot that no source needs. Another process may register the same content at this moment: it looks whether
 * the snapshot is there after it has said that it needs it, and this looks whether somebody needs it after it has taken it
 * away. One of the two notices.
 */
export async function dropSnapshot(
  { catalog, snapshots }: Pick<ZooServices, 'catalog' | 'snapshots'>,
  treeDigest: string,
): Promise<void> {
  const isNeeded = async (): Promise<boolean> =>
    (await catalog.sources()).some((source) => source.treeDigest === treeDigest);
  if (!(await isNeeded())) await snapshots.delete(treeDigest, isNeeded);
}
