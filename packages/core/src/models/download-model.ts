import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { fetchFiles } from '../downloads/fetch-files.js';
import { placeFiles, unpackedName } from '../downloads/place-files.js';
import { fetchNamedFiles } from '../downloads/source-file.js';
import { createHookContext } from '../hooks/hook-context.js';
import { callHook, importHooks } from '../hooks/import-hooks.js';
import { parseConfig } from '../plugins/parse-config.js';
import type { Receipt } from '../store/receipt.js';
import { safeJoin } from '../store/safe-join.js';
import type { DownloadOptions, DownloadResult } from './model-types.js';
import type { Operation, ZooServices } from '../zoo-services.js';

/** Where a hook puts a model whose manifest does not say. */
const DEFAULT_BASE_FILENAME = 'model';

/** Brings one model into the store, unless it is there: see `Zoo.downloadModel`. */
export async function downloadModel(
  services: ZooServices,
  model: CatalogModel,
  options: Pick<DownloadOptions, 'overwrite' | 'signal' | 'onEvent'>,
): Promise<DownloadResult> {
  const present = await services.models.readReceipt(model.source.key, model.baseName, model.version);
  if (present !== undefined && options.overwrite !== true) {
    return describeDownload(services, model, present, 0, totalBytes(present));
  }
  const operation = services.operation(model.name, options);
  return model.entry.manager == null
    ? downloadWithHook(services, model, operation)
    : downloadWithManager(services, model, operation);
}

async function downloadWithManager(
  services: ZooServices,
  model: CatalogModel,
  operation: Operation,
): Promise<DownloadResult> {
  const choice = model.entry.manager ?? {};
  const manager = services.registry.managerFor(choice);
  const config = await parseConfig(manager.configSchema, choice.config ?? {}, {
    what: `The manager of ${model.name}`,
    details: { model: model.name, type: choice.type ?? undefined },
  });
  operation.emit({ type: 'phase', phase: 'plan', subject: model.name });
  const context = operation.contextFor(manager.access, { allowPrivate: model.source.reach !== 'public' });
  const plans = await manager.doPlan({ model: model.entry, config }, context);
  const fetched = await fetchFiles(services, model, () => manager, plans, operation);
  await fetchNamedFiles(services, model, operation);
  operation.emit({ type: 'phase', phase: 'publish', subject: model.name });
  const isUnpacked = plans.some(({ extract }) => extract !== undefined && extract.members === undefined);
  const declared = model.entry.base_filename ?? undefined;
  const baseFilename = isUnpacked && declared !== undefined ? unpackedName(declared) : declared;
  const paths = placeFiles(fetched, baseFilename);
  const files = fetched.map(({ sha256, sizeBytes, origin }, index) => ({
    path: paths[index] ?? '',
    sha256,
    sizeBytes,
    origin,
  }));
  const receipt = await services.models.publish({ ...identity(model, baseFilename ?? onlyPath(files)), files });
  const reusedBytes = fetched.reduce((sum, file) => sum + (file.reused ? file.sizeBytes : 0), 0);
  return describeDownload(services, model, receipt, totalBytes(receipt) - reusedBytes, reusedBytes);
}

async function downloadWithHook(
  services: ZooServices,
  model: CatalogModel,
  operation: Operation,
): Promise<DownloadResult> {
  const hooks = await importHooks(services, model, 'downloadModel');
  const stagingDir = await services.models.stagingDir();
  try {
    const modelPath = modelPathIn(stagingDir, model);
    await mkdir(dirname(modelPath), { recursive: true });
    const context = createHookContext(services, model, operation, stagingDir, modelPath);
    operation.emit({ type: 'phase', phase: 'fetch', subject: model.name });
    await callHook(model, 'downloadModel', operation.signal, () => hooks.downloadModel(model.name, modelPath, context));
    operation.signal.throwIfAborted();
    await fetchNamedFiles(services, model, operation);
    operation.emit({ type: 'phase', phase: 'publish', subject: model.name });
    const receipt = await services.models.publishFolder({
      ...identity(model, model.entry.base_filename ?? DEFAULT_BASE_FILENAME),
      stagingDir,
      signal: operation.signal,
    });
    return describeDownload(services, model, receipt, totalBytes(receipt), 0);
  } finally {
    await rm(stagingDir, { recursive: true, force: true });
  }
}

function identity(model: CatalogModel, baseFilename: string | undefined) {
  return {
    source: model.source.key,
    baseName: model.baseName,
    version: model.version,
    baseFilename,
    treeDigest: model.source.treeDigest,
    revision: model.source.revision,
  };
}

/** A model of one file is that file; one of several is its folder. */
function onlyPath(files: readonly { readonly path: string }[]): string | undefined {
  return files.length === 1 ? files[0]?.path : undefined;
}

function modelPathIn(folder: string, { entry }: CatalogModel): string {
  return safeJoin(folder, entry.base_filename ?? DEFAULT_BASE_FILENAME);
}

function describeDownload(
  services: ZooServices,
  model: CatalogModel,
  receipt: Receipt,
  downloadedBytes: number,
  reusedBytes: number,
): DownloadResult {
  return {
    name: model.name,
    source: model.source.key,
    path: services.models.pathOf(receipt),
    files: receipt.files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
    downloadedBytes,
    reusedBytes,
  };
}

function totalBytes({ files }: Receipt): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
