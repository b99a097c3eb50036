import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { fetchNamedFiles } from '../downloads/source-file.js';
import { createHookContext } from '../hooks/hook-context.js';
import { callHook, importHooks } from '../hooks/import-hooks.js';
import type { ReceiptFileInput } from '../store/model-store.js';
import { safeJoin } from '../store/safe-join.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { describeDownload, identityOf } from './describe-download.js';
import type { DownloadResult } from './model-types.js';

/** Where a hook puts a model whose manifest does not say. */
const DEFAULT_BASE_FILENAME = 'model';

/**
 * Lets the source's own `downloadModel` bring a model, after consent.
 *
 * @param check Throws when the files are not the ones that were wanted; nothing is published then.
 */
export async function downloadWithHook(
  services: ZooServices,
  model: CatalogModel,
  operation: Operation,
  check?: (files: readonly ReceiptFileInput[]) => void,
): Promise<DownloadResult> {
  const hooks = await importHooks(services, model, 'downloadModel');
  const stagingDir = await services.models.stagingDir();
  const baseFilename = model.entry.base_filename ?? DEFAULT_BASE_FILENAME;
  try {
    const modelPath = safeJoin(stagingDir, baseFilename);
    await mkdir(dirname(modelPath), { recursive: true });
    const context = createHookContext(services, model, operation, stagingDir, modelPath);
    operation.emit({ type: 'phase', phase: 'fetch', subject: model.name });
    await callHook(model, 'downloadModel', operation.signal, () => hooks.downloadModel(model.name, modelPath, context));
    operation.signal.throwIfAborted();
    await fetchNamedFiles(services, model, operation);
    operation.emit({ type: 'phase', phase: 'publish', subject: model.name });
    const receipt = await services.models.publishFolder({
      ...identityOf(model, baseFilename),
      stagingDir,
      signal: operation.signal,
      check,
    });
    return describeDownload(services, model, receipt, 0);
  } finally {
    await rm(stagingDir, { recursive: true, force: true });
  }
}
