import type { OperationOptions } from '../events/operation-options.js';
import { formatModelName } from '../manifest/model-name.js';
import { measureEach } from '../store/measure-home.js';
import type { Receipt } from '../store/receipt.js';
import type { ZooServices } from '../zoo-services.js';
import { findUnneededBlobs } from './find-unneeded-blobs.js';
import type { HomeUsage, LayerUsage, ModelUsage, SourceUsage, UsageCount } from './maintenance-types.js';

/** Adds up what the home folder takes: see `Zoo.measureUsage`. */
export async function measureUsage(services: ZooServices, options: OperationOptions): Promise<HomeUsage> {
  const { layout } = services;
  const { signal } = services.operation('du', options);
  const [totalBytes = 0] = await measureEach([layout.root], signal);
  const sources = await measureSources(services, signal);
  const blobs = await countBlobs(services);
  const partials = await countPartials(services);
  const unused = await findUnneededBlobs(services, { nowMs: Date.now(), olderThanMs: undefined });
  return {
    home: layout.root,
    totalBytes,
    models: await measureModels(services),
    sources,
    blobs: { ...blobs, unusedBytes: sumOf(unused) },
    partials,
    // Others may be at work meanwhile.
    otherBytes: Math.max(0, totalBytes - sumOf(sources) - blobs.sizeBytes - partials.sizeBytes),
    layers: await measureLayers(services, signal),
  };
}

async function measureLayers({ layers }: ZooServices, signal: AbortSignal): Promise<LayerUsage[]> {
  const folders = await layers.folders();
  const usages: LayerUsage[] = [];
  for (const { root } of await layers.usable()) {
    const [totalBytes = 0] = await measureEach([root], signal);
    usages.push({ path: root, models: folders.filter(({ layer }) => layer === root).length, totalBytes });
  }
  return usages;
}

function sumOf(parts: readonly { readonly sizeBytes: number }[]): number {
  return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

async function measureModels(services: ZooServices): Promise<ModelUsage[]> {
  const receipts = (await services.models.folders()).flatMap(({ receipt, isPrevious }) =>
    receipt === undefined || isPrevious ? [] : [receipt],
  );
  const owners = new Map<string, number>();
  for (const sha256 of receipts.flatMap((receipt) => [...distinctFiles(receipt).keys()])) {
    owners.set(sha256, (owners.get(sha256) ?? 0) + 1);
  }
  return receipts.map((receipt) => measureModel(receipt, owners)).toSorted(bySize);
}

function measureModel(receipt: Receipt, owners: ReadonlyMap<string, number>): ModelUsage {
  let uniqueBytes = 0;
  let sharedBytes = 0;
  for (const [sha256, sizeBytes] of distinctFiles(receipt)) {
    if (owners.get(sha256) === 1) uniqueBytes += sizeBytes;
    else sharedBytes += sizeBytes;
  }
  const { source, baseName, version } = receipt;
  return {
    name: formatModelName({ baseName, version }),
    source,
    sizeBytes: uniqueBytes + sharedBytes,
    uniqueBytes,
    sharedBytes,
  };
}

/** A file that a model has twice is there once. */
function distinctFiles({ files }: Receipt): Map<string, number> {
  return new Map(files.map(({ sha256, sizeBytes }) => [sha256, sizeBytes]));
}

async function measureSources(services: ZooServices, signal: AbortSignal): Promise<SourceUsage[]> {
  const digests = await services.snapshots.list();
  const sources = await services.catalog.sources();
  const sizes = await measureEach(
    digests.map((digest) => services.snapshots.pathOf(digest)),
    signal,
  );
  const usages = digests.map((treeDigest, index) => ({
    keys: sources.filter((source) => source.treeDigest === treeDigest).map(({ key }) => key),
    treeDigest,
    sizeBytes: sizes[index] ?? 0,
  }));
  return usages.toSorted(bySize);
}

async function countBlobs({ blobs }: ZooServices): Promise<UsageCount> {
  let count = 0;
  let sizeBytes = 0;
  for await (const blob of blobs.list()) {
    count += 1;
    sizeBytes += blob.sizeBytes;
  }
  return { count, sizeBytes };
}

async function countPartials({ partials }: ZooServices): Promise<UsageCount> {
  let count = 0;
  let sizeBytes = 0;
  for await (const partial of partials.list()) {
    count += 1;
    sizeBytes += partial.sizeBytes;
  }
  return { count, sizeBytes };
}

function bySize(a: { readonly sizeBytes: number }, b: { readonly sizeBytes: number }): number {
  return b.sizeBytes - a.sizeBytes;
}
