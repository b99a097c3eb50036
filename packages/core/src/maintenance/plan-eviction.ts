import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatModelName } from '../manifest/model-name.js';
import { diskBytes } from '../store/measure-folder.js';
import { listPins } from '../store/pins.js';
import { RECEIPT_FILE } from '../store/read-receipt.js';
import type { Receipt } from '../store/receipt.js';
import { safeJoin } from '../store/safe-join.js';
import type { ZooServices } from '../zoo-services.js';

/** A model that may go. */
export interface EvictableModel {
  readonly name: string;
  readonly receipt: Receipt;
  /** Absolute. */
  readonly folder: string;
  /** What it frees when those before it are gone. */
  readonly sizeBytes: number;
}

/** What would go, and what stays whatever is needed. */
export interface Eviction {
  /** Those that were used least recently first. */
  readonly models: readonly EvictableModel[];
  readonly freedBytes: number;
  /** Names of models that are pinned or in use. */
  readonly kept: readonly string[];
}

/** Chooses whole models, those first that nobody has used for the longest time, until enough would be free. */
export async function planEviction(services: ZooServices, wantedBytes: number): Promise<Eviction> {
  const pins = await listPins(services.layout);
  const folders = await services.models.folders();
  const users = countUsers([...pins, ...folders]);
  const kept: string[] = [];
  const candidates: (Omit<EvictableModel, 'sizeBytes'> & { readonly usedMs: number })[] = [];
  for (const { folder, receipt, isPrevious } of folders) {
    if (receipt === undefined || isPrevious) continue;
    const { isPinned, isHeld, lastUsedMs } = await services.uses.find(folder);
    const name = formatModelName({ baseName: receipt.baseName, version: receipt.version });
    if (isPinned || isHeld) kept.push(name);
    else candidates.push({ name, receipt, folder, usedMs: lastUsedMs ?? Date.parse(receipt.downloadedAt) });
  }
  const models: EvictableModel[] = [];
  let freedBytes = 0;
  for (const { usedMs: _, ...model } of candidates.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (freedBytes >= wantedBytes) break;
    const sizeBytes = await measureFreed(services, model, users);
    models.push({ ...model, sizeBytes });
    freedBytes += sizeBytes;
  }
  return { models, freedBytes, kept };
}

/** How many models and unfinished downloads need each blob. */
function countUsers(all: readonly { readonly sha256s: readonly string[] }[]): Map<string, number> {
  const users = new Map<string, number>();
  for (const sha256 of all.flatMap(({ sha256s }) => [...new Set(sha256s)])) {
    users.set(sha256, (users.get(sha256) ?? 0) + 1);
  }
  return users;
}

/** What the disk gets back with a model. Its blobs are needed by one less then. */
async function measureFreed(
  { blobs }: ZooServices,
  { folder, receipt: { files } }: Pick<EvictableModel, 'folder' | 'receipt'>,
  users: Map<string, number>,
): Promise<number> {
  // What has another name is a link to a blob, and counts there.
  const own = [join(folder, RECEIPT_FILE), ...files.map(({ path }) => safeJoin(folder, path))];
  let sizeBytes = 0;
  for (const path of own) sizeBytes += await sizeOf(path, 1);
  for (const sha256 of new Set(files.map((file) => file.sha256))) {
    const left = (users.get(sha256) ?? 1) - 1;
    users.set(sha256, left);
    if (left === 0) sizeBytes += await sizeOf(blobs.pathOf(sha256), Number.POSITIVE_INFINITY);
  }
  return sizeBytes;
}

async function sizeOf(path: string, mostNames: number): Promise<number> {
  const stats = await lstat(path).catch(() => undefined);
  return stats === undefined || stats.nlink > mostNames ? 0 : diskBytes(stats);
}
