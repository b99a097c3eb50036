import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { measureFolder } from '../store/measure-folder.js';
import { namesIn } from '../store/names-in.js';
import type { ZooServices } from '../zoo-services.js';
import { isForgotten, isLeftBehind, type AgeLimit } from './age-limit.js';
import type { GarbageItem } from './maintenance-types.js';
import { findNeededBlobs } from './needed-blobs.js';

/** Something that may go. */
export interface Found extends Pick<GarbageItem, 'kind' | 'sizeBytes'> {
  /** Absolute. */
  readonly path: string;
}

/** A file that was being written in the place of another when its process ended. */
const UNFINISHED_FILE = /\.[0-9a-f]{8}-[0-9a-f-]{27}\.tmp$/;

/** Everything but blobs that nobody will ever come back to. */
export async function findForgotten(services: ZooServices, limit: AgeLimit): Promise<Found[]> {
  const { oldPins } = await findNeededBlobs(services, limit);
  return [
    ...oldPins.map(({ path, sizeBytes }): Found => ({ kind: 'partial', path, sizeBytes })),
    ...(await findPartials(services, limit)),
    ...(await findSnapshots(services, limit)),
    ...(await findPrevious(services, limit)),
    ...(await findTemporary(services, limit)),
  ];
}

async function findPartials({ partials }: ZooServices, limit: AgeLimit): Promise<Found[]> {
  const found: Found[] = [];
  for await (const partial of partials.list()) {
    if (isLeftBehind(partial, limit)) {
      found.push({ kind: 'partial', path: partial.path, sizeBytes: partial.sizeBytes });
    }
  }
  return found;
}

async function findSnapshots({ snapshots, catalog }: ZooServices, limit: AgeLimit): Promise<Found[]> {
  const found: Found[] = [];
  const used = new Set((await catalog.sources()).map(({ treeDigest }) => treeDigest));
  for (const digest of await snapshots.list()) {
    if (used.has(digest)) continue;
    const path = snapshots.pathOf(digest);
    const { sizeBytes, modifiedMs } = await measureFolder(path);
    if (isForgotten('snapshot', modifiedMs, limit)) found.push({ kind: 'snapshot', path, sizeBytes });
  }
  return found;
}

async function findPrevious({ models }: ZooServices, limit: AgeLimit): Promise<Found[]> {
  const found: Found[] = [];
  for (const { folder, isPrevious } of await models.folders()) {
    if (!isPrevious) continue;
    // Stepping aside changes no time of what is in a folder, but that of the folder itself.
    const stats = await lstat(folder).catch(() => undefined);
    if (stats === undefined || !isForgotten('previous', stats.ctimeMs, limit)) continue;
    found.push({ kind: 'previous', path: folder, sizeBytes: (await measureFolder(folder)).sizeBytes });
  }
  return found;
}

async function findTemporary({ layout }: ZooServices, limit: AgeLimit): Promise<Found[]> {
  const found: Found[] = [];
  for (const folder of [layout.tempDir, layout.root, layout.sourcesDir]) {
    for (const name of await namesIn(folder)) {
      if (folder !== layout.tempDir && !UNFINISHED_FILE.test(name)) continue;
      const path = join(folder, name);
      const { sizeBytes, modifiedMs } = await measureFolder(path);
      if (isForgotten('temporary', modifiedMs, limit)) found.push({ kind: 'temporary', path, sizeBytes });
    }
  }
  return found;
}
