import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Catalog } from '../catalog/catalog.js';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import { parseModelName } from '../manifest/model-name.js';
import type { ReceiptReader } from '../store/receipt-reader.js';
import type { SnapshotFolders } from '../store/snapshot-folders.js';
import { describeInstalled, describePresent } from './describe-installed.js';
import type { LockedSource } from './lock-schema.js';
import type { InstalledModel, InstallResult } from './lock-types.js';
import { isLockedReceipt } from './locked-file-plans.js';
import { readPlainLock } from './read-plain-lock.js';

interface Services {
  readonly catalog: Pick<Catalog, 'sources'>;
  readonly snapshots: Pick<SnapshotFolders, 'has'>;
  readonly models: Pick<ReceiptReader, 'readReceipt' | 'pathOf'>;
}

/**
 * What installing all of a lock file answers when there is nothing to bring, found without plugins. A source is looked for
 * by its key: its record was made of what the provider reads in that reference, and the lock file must not say otherwise.
 *
 * @param file Absolute path of the lock file.
 * @param isKey Whether a text is the key of a source of a provider that there is.
 * @returns `undefined` when something is missing or unusual: `installLock` knows what to do, or what to tell
 */
export async function findInstalled(
  services: Services,
  file: string,
  isKey: (text: string, provider: string) => boolean,
): Promise<InstallResult | undefined> {
  const lock = readPlainLock(await readFile(file, 'utf8').catch(() => ''));
  if (lock === undefined) return undefined;
  const registered = await services.catalog.sources();
  const sources: SourceRecord[] = [];
  const models: InstalledModel[] = [];
  for (const [reference, locked] of Object.entries(lock.sources)) {
    const record = registered.find(({ key }) => key === reference);
    if (record === undefined || !isKey(reference, locked.provider) || !isAsLocked(record, locked)) return undefined;
    if (!(await services.snapshots.has(record.treeDigest))) return undefined;
    const found = await findModels(services, record, locked);
    if (found === undefined || found.length === 0) return undefined;
    sources.push(record);
    models.push(...found);
  }
  return describeInstalled(
    file,
    sources.map((record) => ({ record, fetched: false })),
    models,
  );
}

function isAsLocked(record: SourceRecord, { provider, revision, treeDigest, locator = {} }: LockedSource): boolean {
  return (
    record.provider === provider &&
    record.locator.provider === provider &&
    record.locator.key === record.key &&
    record.revision === revision &&
    record.treeDigest === treeDigest &&
    Object.entries(locator).every(([name, value]) => isDeepStrictEqual(record.locator[name], value))
  );
}

async function findModels(
  services: Services,
  record: SourceRecord,
  { models }: LockedSource,
): Promise<InstalledModel[] | undefined> {
  const found: InstalledModel[] = [];
  for (const [name, locked] of Object.entries(models)) {
    const { baseName, version } = parseModelName(name);
    const receipt = await services.models.readReceipt(record.key, baseName, version);
    if (receipt === undefined || !isLockedReceipt(receipt, locked)) return undefined;
    found.push(describePresent(services, name, record, receipt));
  }
  return found;
}
