import { namedContents } from '../downloads/source-file.js';
import { listPins, type PinnedBlobs } from '../store/pins.js';
import type { ZooServices } from '../zoo-services.js';
import { isLeftBehind, type AgeLimit } from './age-limit.js';

/** Which blobs must stay, and the pins that say nothing any more. */
export interface NeededBlobs {
  readonly sha256s: ReadonlySet<string>;
  readonly oldPins: readonly PinnedBlobs[];
}

/**
 * Finds the blobs that somebody needs: unfinished downloads; models, whether they are whole or not; and what loaders of
 * downloaded models read of sources that only point to it.
 *
 * Downloads pin before they look for a blob, and let go once a receipt names it. So pins are read before receipts: what
 * goes over from the one to the other is seen.
 */
export async function findNeededBlobs(services: ZooServices, limit: AgeLimit): Promise<NeededBlobs> {
  const pins = await listPins(services.layout);
  const oldPins = pins.filter((pin) => isLeftBehind(pin, limit));
  const needed = new Set(pins.filter((pin) => !oldPins.includes(pin)).flatMap(({ sha256s }) => sha256s));
  const folders = await services.models.folders();
  for (const sha256 of folders.flatMap(({ sha256s }) => sha256s)) needed.add(sha256);
  const present = new Set(folders.map(({ folder }) => folder));
  for (const model of await services.reader.models()) {
    if (!present.has(services.models.modelDir(model.source.key, model.baseName, model.version))) continue;
    for (const sha256 of await namedContents(services, model)) needed.add(sha256);
  }
  return { sha256s: needed, oldPins };
}
