import type { FilePlan, FileSink } from '../plugins/model-manager.js';
import { makeRoom } from '../maintenance/make-room.js';
import { countBytes } from '../store/byte-ranges.js';
import { makeFolder } from '../store/make-folder.js';
import { freeBytesOf, requireSpace } from '../store/require-space.js';
import { storeError } from '../store/store-error.js';
import type { Operation, ZooServices } from '../zoo-services.js';

/**
 * Stops a download before its first byte when the files whose sizes are promised do not fit. What is in the store already, or
 * in unfinished downloads, needs no space again.
 *
 * Where the store may have only so much, models that nobody needs make room.
 *
 * @throws ZooError `ERR_ZOO_NO_SPACE`, `ERR_ZOO_STORE_IO` when nothing can be written at all
 */
export async function checkSpace(
  services: ZooServices,
  plans: readonly FilePlan[],
  operation: Operation,
): Promise<void> {
  const { layout, blobs, partials } = services;
  const folder = layout.partialDir;
  let neededBytes = plans.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  if (neededBytes === 0) return;
  await makeFolder(folder).catch((error: unknown) => {
    throw storeError(error, folder);
  });
  const freeBytes = await freeBytesOf(folder);
  if (services.maxStoreBytes === undefined && (freeBytes === undefined || neededBytes <= freeBytes)) return;
  // Looked at closely only now: of thousands of files that takes longer than some of them.
  for (const { sizeBytes = 0, urls, sha256, integrity, extract } of plans) {
    const isPresent =
      extract === undefined && sha256 !== undefined && (await blobs.has(sha256.toLowerCase(), sizeBytes));
    neededBytes -= isPresent ? sizeBytes : Math.min(sizeBytes, await partials.leftBytes({ urls, sha256, integrity }));
  }
  await makeRoom(services, neededBytes, operation);
  await requireSpace(folder, neededBytes, operation.subject);
}

/** Files up to this size are too small to ask the system for each of them: writing tells. */
const UNASKED_BYTES = 1024 * 1024;

/**
 * Stops a file that does not fit as soon as its size is known, unless it is the one that was promised.
 *
 * @throws ZooError `ERR_ZOO_NO_SPACE`
 */
export async function checkFileSpace(
  { present }: FileSink,
  plan: FilePlan,
  sizeBytes: number | undefined,
  { layout }: ZooServices,
  { subject }: Operation,
): Promise<void> {
  if (sizeBytes === undefined || sizeBytes === plan.sizeBytes || sizeBytes <= UNASKED_BYTES) return;
  await requireSpace(layout.partialDir, sizeBytes - countBytes(present), subject);
}
