import type { CatalogModel } from '../catalog/catalog-model.js';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import { inTurn } from '../downloads/in-turn.js';
import type { OperationOptions } from '../events/operation-options.js';
import { parseModelName } from '../manifest/model-name.js';
import type { ZooServices } from '../zoo-services.js';
import { bringSource } from './bring-source.js';
import { describeInstalled, describePresent } from './describe-installed.js';
import { downloadLocked } from './download-locked.js';
import type { LockFile } from './lock-schema.js';
import { lockMismatch } from './lock-mismatch.js';
import type { InstalledModel, InstallOptions, InstallResult } from './lock-types.js';
import { isLockedReceipt } from './locked-file-plans.js';
import { pinLockedSources, type PinnedLock } from './locked-source.js';
import { notLocked, refuseInLockedZoo } from './not-locked.js';
import { findLock, readLock } from './read-lock.js';
import { saveLockedSources } from './save-locked-sources.js';
import { selectLocked, type SelectedModel } from './select-locked.js';
import { writeLock } from './write-lock.js';

/** A locked source that is on this machine. */
interface ReadySource {
  readonly source: PinnedLock;
  readonly record: SourceRecord;
  readonly fetched: boolean;
}

/**
 * Brings exactly what a lock file names: see `Zoo.installLock`. All sources are there, and as they are locked, before any of
 * them is registered.
 *
 * @param file Absolute path.
 */
export async function installLock(
  services: ZooServices,
  file: string,
  options: InstallOptions,
): Promise<InstallResult> {
  refuseInLockedZoo(services, 'what it needs is installed when it is used');
  return installSelected(services, await selectModels(services, file, options), file, options);
}

/** Brings everything that a lock names. @param file Absolute path that it is meant for. */
export function installFrom(
  services: ZooServices,
  lock: LockFile,
  file: string,
  options: OperationOptions,
): Promise<InstallResult> {
  return installSelected(services, selectAll(pinLockedSources(services, lock, file)), file, options);
}

async function installSelected(
  services: ZooServices,
  selected: readonly SelectedModel[],
  file: string,
  options: OperationOptions,
): Promise<InstallResult> {
  const ready: ReadySource[] = [];
  for (const source of new Set(selected.map((each) => each.source))) {
    ready.push(await prepare(services, source, file, options));
  }
  await saveLockedSources(
    services,
    ready.map(({ record }) => record),
  );
  const folders = selected.map(({ source, name }) => {
    const { baseName, version } = parseModelName(name);
    return services.models.modelDir(source.pinned.locator.key, baseName, version);
  });
  // One of them makes no room for another.
  await using _held = await holdAll(services, folders);
  const models: InstalledModel[] = [];
  for (const { source, name } of selected) {
    const found = ready.find((each) => each.source === source);
    if (found !== undefined) models.push(await installModel(services, found, name, file, options));
  }
  return describeInstalled(file, ready, models);
}

/** Only where models may be deleted for lack of space: with thousands it takes its time. */
async function holdAll({ uses, maxStoreBytes }: ZooServices, folders: readonly string[]): Promise<AsyncDisposable> {
  return uses.hold(maxStoreBytes === undefined ? [] : folders);
}

async function selectModels(
  services: ZooServices,
  file: string,
  { models: names = [], frozen = false, signal, onEvent }: InstallOptions,
): Promise<SelectedModel[]> {
  const lock = frozen || names.length === 0 ? await readLock(file) : await findLock(file);
  const sources = lock === undefined ? [] : pinLockedSources(services, lock, file);
  if (names.length === 0) return selectAll(sources);
  const missing = names.filter((name) => selectLocked(services, sources, name) === undefined);
  if (missing.length === 0) return names.flatMap((name) => selectLocked(services, sources, name) ?? []);
  if (frozen) throw notLocked(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in ${file}.`, file);
  await writeLock(services, file, { models: missing, signal, onEvent });
  return selectModels(services, file, { models: names, frozen: true, signal, onEvent });
}

function selectAll(sources: readonly PinnedLock[]): SelectedModel[] {
  return sources.flatMap((source) => Object.keys(source.locked.models).map((name) => ({ source, name })));
}

async function prepare(
  services: ZooServices,
  source: PinnedLock,
  file: string,
  options: OperationOptions,
): Promise<ReadySource> {
  const { key } = source.pinned.locator;
  const { revision, treeDigest } = source.locked;
  const registered = (await services.reader.sources()).find((record) => record.key === key);
  const isThere = registered?.revision === revision && registered.treeDigest === treeDigest;
  if (isThere && (await services.snapshots.has(treeDigest))) return { source, record: registered, fetched: false };
  const { record, fetched } = await bringSource(services, source, services.operation(key, options), file);
  return { source, record, fetched };
}

async function installModel(
  services: ZooServices,
  { source, record }: ReadySource,
  name: string,
  file: string,
  options: OperationOptions,
): Promise<InstalledModel> {
  const locked = source.locked.models[name];
  if (locked === undefined) throw new TypeError('Only models of the lock file are selected.');
  const { baseName, version } = parseModelName(name);
  async function findPresent(): Promise<InstalledModel | undefined> {
    const receipt = await services.models.readReceipt(record.key, baseName, version);
    if (receipt === undefined || locked === undefined || !isLockedReceipt(receipt, locked)) return undefined;
    return describePresent(services, name, record, receipt);
  }

  const present = await findPresent();
  if (present !== undefined) return present;
  const model = await findDeclared(services, record, name, file);
  const operation = services.operation(name, options);
  return inTurn(services, model, operation, findPresent, async () => {
    return { ...(await downloadLocked(services, model, locked, operation, file)), present: false };
  });
}

async function findDeclared(
  services: ZooServices,
  record: SourceRecord,
  name: string,
  file: string,
): Promise<CatalogModel> {
  const model = (await services.reader.models(record)).find((each) => each.name === name);
  if (model !== undefined) return model;
  const thing = { file, source: record.key, model: name };
  throw lockMismatch(`${record.key} has no model ${name}, which the lock file names.`, thing);
}
