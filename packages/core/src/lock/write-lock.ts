import type { CatalogModel } from '../catalog/catalog-model.js';
import { ZooError } from '../errors/zoo-error.js';
import { formatModelName } from '../manifest/model-name.js';
import { locateModel } from '../models/locate-model.js';
import { registerSource } from '../sources/register-source.js';
import { writeFileAtomic } from '../store/atomic-write.js';
import type { ZooServices } from '../zoo-services.js';
import { compareLocks } from './compare-locks.js';
import { createLock, emptyLock } from './create-lock.js';
import { formatLock } from './format-lock.js';
import type { LockFile } from './lock-schema.js';
import type { LockedSourceSummary, LockOptions, LockResult } from './lock-types.js';
import { pinLockedSources } from './locked-source.js';
import { refuseInLockedZoo } from './not-locked.js';
import { findLock } from './read-lock.js';

/** Files of a project are for everybody to read, as far as the user's own mask allows. */
const MODE = 0o666;

/** Writes a lock file, or brings one up to date: see `Zoo.writeLock`. @param file Absolute path. */
export async function writeLock(services: ZooServices, file: string, options: LockOptions): Promise<LockResult> {
  refuseInLockedZoo(services, 'the file is not written');
  const before = await findLock(file);
  const models = await modelsToLock(services, before, file, options);
  const lock = await createLock(services, models, file, options, before);
  const text = formatLock(lock);
  const changed = before === undefined || formatLock(before) !== text;
  if (changed) await write(file, text);
  return {
    file,
    changed,
    sources: summarize(services, lock, file),
    differences: compareLocks(before ?? emptyLock(), lock),
  };
}

/** The models that a fresh lock file would name, as they are registered now. */
async function modelsToLock(
  services: ZooServices,
  before: LockFile | undefined,
  file: string,
  options: LockOptions,
): Promise<CatalogModel[]> {
  const { models: names = [], signal, onEvent } = options;
  const wanted: CatalogModel[] = [];
  for (const name of names) wanted.push(await locateModel(services, name, { signal, onEvent }));
  const replaced = new Set(wanted.map(identityOf));
  const kept = before === undefined ? [] : await modelsInLock(services, before, file, options);
  const models = [...kept.filter((model) => !replaced.has(identityOf(model))), ...wanted];
  if (models.length > 0 || before !== undefined) return models;
  const downloaded = await downloadedModels(services);
  if (downloaded.length > 0) return downloaded;
  throw new ZooError('ERR_ZOO_USAGE', 'There is nothing to lock: no model of a registered source is downloaded.', {
    hint: 'Name the models that the project needs, as in `zoo lock <model>...`. No file was written.',
    details: { file },
  });
}

/** What a lock file names, in the sources as they are registered. One that is not registered is, as it stands now. */
async function modelsInLock(
  services: ZooServices,
  lock: LockFile,
  file: string,
  { signal, onEvent }: LockOptions,
): Promise<CatalogModel[]> {
  const found: CatalogModel[] = [];
  for (const { locked, pinned } of pinLockedSources(services, lock, file)) {
    const { key } = pinned.locator;
    if (Object.keys(locked.models).length === 0) continue;
    await registerSource(services, key, { signal, onEvent });
    const models = await services.reader.models(await services.reader.getSource(key));
    for (const name of Object.keys(locked.models)) {
      const model = models.find((each) => each.name === name);
      if (model !== undefined) found.push(model);
      else
        services.operation(name, { signal, onEvent }).emit({ type: 'notice', level: 'warn', message: gone(key, name) });
    }
  }
  return found;
}

async function downloadedModels(services: ZooServices): Promise<CatalogModel[]> {
  const models = await services.reader.models();
  const receipts = await Promise.all(
    models.map(({ source, baseName, version }) => services.models.readReceipt(source.key, baseName, version)),
  );
  return models.filter((_, index) => receipts[index] !== undefined);
}

async function write(file: string, text: string): Promise<void> {
  await writeFileAtomic(file, text, MODE).catch((cause: unknown) => {
    if (!ZooError.is(cause)) throw cause;
    throw new ZooError('ERR_ZOO_OUTPUT_FAILED', `The lock file ${file} cannot be written.`, {
      hint: 'What was there before is still there. Check the folder.',
      details: { file },
      cause,
    });
  });
}

function summarize(services: ZooServices, lock: LockFile, file: string): LockedSourceSummary[] {
  const sources = pinLockedSources(services, lock, file).map(({ reference, locked, pinned }) => ({
    reference,
    key: pinned.locator.key,
    revision: locked.revision,
    treeDigest: locked.treeDigest,
    models: Object.keys(locked.models).toSorted(),
  }));
  return sources.toSorted((a, b) => (a.reference < b.reference ? -1 : 1));
}

/** Versions of one model of one source. */
function identityOf({ source, baseName }: CatalogModel): string {
  return `${source.key} ${formatModelName({ baseName })}`;
}

function gone(source: string, name: string): string {
  return `${source} has no ${name} any more: it is not in the lock file either.`;
}
