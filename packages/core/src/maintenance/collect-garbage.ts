import { relative, sep } from 'node:path';
import { ZooError } from '../errors/zoo-error.js';
import { refuseInLockedZoo } from '../lock/not-locked.js';
import { takeAway } from '../store/take-away.js';
import type { ZooServices } from '../zoo-services.js';
import type { AgeLimit } from './age-limit.js';
import { findForgotten, type Found } from './find-forgotten.js';
import { findUnneededBlobs } from './find-unneeded-blobs.js';
import type { GarbageItem, GarbageOptions, GarbageResult } from './maintenance-types.js';
import { evict, overBytesOf } from './make-room.js';
import { findNeededBlobs } from './needed-blobs.js';
import { planEviction } from './plan-eviction.js';

/** Deletes what nobody needs: see `Zoo.collectGarbage`. */
export async function collectGarbage(services: ZooServices, options: GarbageOptions): Promise<GarbageResult> {
  // It knows the locked models only, and others may need what they do not.
  refuseInLockedZoo(services, 'what others need is not known here, so that no garbage is collected');
  const { olderThanMs, dryRun = false } = options;
  if (olderThanMs !== undefined && !(olderThanMs >= 0)) throw senseless(olderThanMs);
  const { signal } = services.operation('gc', options);
  const limit: AgeLimit = { nowMs: Date.now(), olderThanMs };
  const forgotten = await findForgotten(services, limit);
  const blobs = await findUnneededBlobs(services, limit);
  signal.throwIfAborted();
  const found: Found[] = [...forgotten, ...blobs];
  const gone = dryRun ? found : await remove(services, limit, forgotten, blobs);
  gone.push(...(await trim(services, dryRun ? sumOf(found) : 0, dryRun, signal)));
  return {
    deleted: gone.map((item) => describe(services, item)),
    freedBytes: sumOf(gone),
    dryRun,
  };
}

function sumOf(found: readonly Found[]): number {
  return found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Models that have to go for the store to be no larger than it may be, as far as they may. */
async function trim(
  services: ZooServices,
  freedBytes: number,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  if (services.maxStoreBytes === undefined) return [];
  const overBytes = await overBytesOf(services, -freedBytes, signal);
  const eviction = await planEviction(services, overBytes);
  const gone = dryRun ? eviction.models : await evict(services, eviction);
  return gone.map(({ folder, sizeBytes }): Found => ({ kind: 'model', path: folder, sizeBytes }));
}

async function remove(
  services: ZooServices,
  limit: AgeLimit,
  forgotten: readonly Found[],
  blobs: readonly Found[],
): Promise<Found[]> {
  const { tempDir } = services.layout;
  const snapshots = forgotten.filter(({ kind }) => kind === 'snapshot');
  const others = forgotten.filter(({ kind }) => kind !== 'snapshot');
  const gone = new Set([
    ...(await takeAway(pathsOf(others), tempDir)),
    // A source that has just come to the same content is in the catalog by now, or will find it gone and fetch it.
    ...(await takeAway(pathsOf(snapshots), tempDir, async () => {
      const used = new Set(
        (await services.catalog.sources()).map(({ treeDigest }) => services.snapshots.pathOf(treeDigest)),
      );
      return (path) => used.has(path);
    })),
    ...(await takeAway(pathsOf(blobs), tempDir, async () => {
      const { sha256s } = await findNeededBlobs(services, limit);
      const used = new Set([...sha256s].map((sha256) => services.blobs.pathOf(sha256)));
      return (path) => used.has(path);
    })),
  ]);
  await services.partials.tidy();
  return [...forgotten, ...blobs].filter(({ path }) => gone.has(path));
}

function pathsOf(found: readonly Found[]): string[] {
  return found.map(({ path }) => path);
}

function describe({ layout }: ZooServices, { kind, path, sizeBytes }: Found): GarbageItem {
  return { kind, path: relative(layout.root, path).split(sep).join('/'), sizeBytes };
}

function senseless(olderThanMs: number): ZooError {
  return new ZooError('ERR_ZOO_USAGE', `An age of ${olderThanMs} ms makes no sense.`, {
    hint: 'Use a number from 0. Nothing was deleted.',
    details: { olderThanMs },
  });
}
