import { ZooError } from '../errors/zoo-error.js';
import { measureEach } from '../store/measure-home.js';
import { formatBytes } from '../store/require-space.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { planEviction, type EvictableModel, type Eviction } from './plan-eviction.js';

/** Models that others began to use in the meantime stay, and others have to be found. */
const MOST_ROUNDS = 5;

/**
 * Deletes models until what is needed fits into the size that the store may have: those first that nobody has used for the
 * longest time, and none that is pinned or in use. Nothing is deleted when that would not be enough.
 *
 * @throws ZooError `ERR_ZOO_NO_SPACE`
 */
export async function makeRoom(services: ZooServices, neededBytes: number, operation: Operation): Promise<void> {
  const { maxStoreBytes } = services;
  if (maxStoreBytes === undefined) return;
  if (neededBytes > maxStoreBytes) throw noRoom(services, maxStoreBytes, neededBytes, operation, []);
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const overBytes = await overBytesOf(services, neededBytes, operation.signal);
    if (overBytes <= 0) return;
    const eviction = await planEviction(services, overBytes);
    if (eviction.freedBytes < overBytes) throw noRoom(services, maxStoreBytes, neededBytes, operation, eviction.kept);
    for (const { name, sizeBytes } of await evict(services, eviction)) {
      const message = `${name} was deleted to keep the store below ${formatBytes(maxStoreBytes)}: ${formatBytes(sizeBytes)}.`;
      operation.emit({ type: 'notice', level: 'info', message });
    }
  }
}

/** The same after a download, which is there by now: what does not fit is only told. */
export async function trimStore(services: ZooServices, operation: Operation): Promise<void> {
  try {
    await makeRoom(services, 0, operation);
  } catch (error) {
    if (!ZooError.is(error, 'ERR_ZOO_NO_SPACE')) throw error;
    operation.emit({ type: 'notice', level: 'warn', message: error.message });
  }
}

/** How much the store is above the size that it may have, when it gets so much more; negative below. */
export async function overBytesOf(
  { layout, maxStoreBytes = Number.POSITIVE_INFINITY }: ZooServices,
  neededBytes: number,
  signal: AbortSignal,
): Promise<number> {
  const [totalBytes = 0] = await measureEach([layout.root], signal);
  return totalBytes + neededBytes - maxStoreBytes;
}

/** @returns those that are gone: what somebody began to use in the meantime is not among them */
export async function evict({ models, uses }: ZooServices, { models: chosen }: Eviction): Promise<EvictableModel[]> {
  const gone: EvictableModel[] = [];
  for (const model of chosen) {
    const isNeeded = async (): Promise<boolean> => {
      const { isHeld, isPinned } = await uses.find(model.folder);
      return isHeld || isPinned;
    };
    if ((await models.delete(model.receipt, isNeeded)) === undefined) continue;
    await uses.forget(model.folder);
    gone.push(model);
  }
  return gone;
}

function noRoom(
  { layout: { root } }: ZooServices,
  maxStoreBytes: number,
  neededBytes: number,
  { subject }: Operation,
  kept: readonly string[],
): ZooError {
  const limit = formatBytes(maxStoreBytes);
  const message =
    neededBytes > 0
      ? `${subject} needs ${formatBytes(neededBytes)} more, and the store may not be larger than ${limit}.`
      : `With ${subject}, the store is larger than the ${limit} that it may have.`;
  const why = kept.length === 0 ? '' : ` Pinned or in use, and so not deleted: ${kept.join(', ')}.`;
  return new ZooError('ERR_ZOO_NO_SPACE', message, {
    hint: `No model was deleted.${why} Let the store be larger, unpin models, or choose another home folder with MODELZOO_HOME.`,
    details: { path: root, neededBytes, maxStoreBytes, kept },
  });
}
