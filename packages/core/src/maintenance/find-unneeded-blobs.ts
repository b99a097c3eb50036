import type { ZooServices } from '../zoo-services.js';
import { isOldEnough, type AgeLimit } from './age-limit.js';
import type { Found } from './find-forgotten.js';
import { findNeededBlobs } from './needed-blobs.js';

/** Blobs that nobody needs. One that has another name somewhere is in use, and frees nothing. */
export async function findUnneededBlobs(services: ZooServices, limit: AgeLimit): Promise<Found[]> {
  const { sha256s } = await findNeededBlobs(services, limit);
  const found: Found[] = [];
  for await (const { sha256, sizeBytes, linkCount, modifiedMs } of services.blobs.list()) {
    if (sha256s.has(sha256) || linkCount > 1 || !isOldEnough(modifiedMs, limit)) continue;
    found.push({ kind: 'blob', path: services.blobs.pathOf(sha256), sizeBytes });
  }
  return found;
}
