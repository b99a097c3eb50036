import type { CatalogModel } from '../catalog/catalog-model.js';
import type { ModelManager } from '../plugins/model-manager.js';
import type { BlobBatch } from '../store/blob-batch.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import type { TransferProgress } from './transfer-progress.js';

/** What all transfers of one download share. */
export interface FetchJob {
  readonly services: ZooServices;
  readonly model: CatalogModel;
  readonly findManager: () => ModelManager;
  readonly operation: Operation;
  readonly progress: TransferProgress;
  /** Takes files in. */
  readonly batch: BlobBatch;
}
