import type { CatalogModel } from '../catalog/catalog-model.js';
import type { FilePlan, ModelManager } from '../plugins/model-manager.js';
import { mapParallel } from '../store/map-parallel.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { checkSpace } from './check-space.js';
import type { FetchedFile } from './fetched-file.js';
import type { FetchJob } from './fetch-job.js';
import { fetchPlan } from './fetch-plan.js';
import { createTransferProgress } from './transfer-progress.js';

/** A fetched file, with the plan that it was fetched by. */
export interface PlannedFile extends FetchedFile {
  readonly plan: FilePlan;
}

/** Files under way for each connection: while some come in, others are checked and stored. */
const FILES_PER_CONNECTION = 2;

/**
 * Brings every file of a plan into the blob store, verified, many at a time. What is there by digest is not fetched. The
 * first failure stops the rest; what of it came is kept.
 *
 * @param findManager Called when there is something that the source does not bring itself.
 */
export async function fetchFiles(
  services: ZooServices,
  model: CatalogModel,
  findManager: () => ModelManager,
  plans: readonly FilePlan[],
  operation: Operation,
): Promise<PlannedFile[]> {
  await checkSpace(services, plans, operation);
  const stopper = new AbortController();
  const inner = operation.within(AbortSignal.any([operation.signal, stopper.signal]));
  const progress = createTransferProgress(plans, operation);
  const batch = services.blobs.batch();
  const job: FetchJob = { services, model, findManager, operation: inner, progress, batch };
  try {
    const fetched = await mapParallel(
      plans,
      services.connections.max * FILES_PER_CONNECTION,
      async (plan) => {
        inner.signal.throwIfAborted();
        return (await fetchPlan(job, plan)).map((file) => ({ ...file, plan }));
      },
      (error) => stopper.abort(error),
    );
    return fetched.flat();
  } finally {
    progress.end();
    // What is whole stays, also of a download that failed.
    await batch.flush();
  }
}
