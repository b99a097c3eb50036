import { createCatalogReader, type CatalogReader } from '../catalog/catalog-reader.js';
import type { Catalog } from '../catalog/catalog.js';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import { formatModelName } from '../manifest/model-name.js';
import type { ModelStore } from '../store/model-store.js';
import type { ZooServices } from '../zoo-services.js';
import { bringSource } from './bring-source.js';
import { downloadLocked } from './download-locked.js';
import type { LockedModel } from './lock-schema.js';
import { pinLockedSources, type PinnedLock } from './locked-source.js';
import { isLockedReceipt } from './locked-file-plans.js';
import { notLocked } from './not-locked.js';
import { readLock } from './read-lock.js';

/** A locked source, as the catalog would have it. */
interface OpenSource extends PinnedLock {
  readonly record: SourceRecord;
}

/**
 * The parts of a zoo that keeps to a lock file: names stand for the locked models and nothing else, a model is there when it
 * has exactly the locked files, and what has to be fetched is fetched from the locked places. The catalog stays what it is,
 * and is not asked.
 *
 * @param file Absolute path of the lock file. It is read when it is first needed.
 */
export function lockServices(services: ZooServices, file: string): ZooServices {
  let opening: Promise<readonly OpenSource[]> | undefined;

  async function openAll(): Promise<readonly OpenSource[]> {
    const sources: OpenSource[] = [];
    for (const source of pinLockedSources(services, await readLock(file), file)) {
      const operation = services.operation(source.pinned.locator.key, {});
      const { record } = await bringSource(services, source, operation, file);
      sources.push({ ...source, record });
    }
    return sources;
  }

  function open(): Promise<readonly OpenSource[]> {
    opening ??= openAll().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function findLocked(source: string, name: string): Promise<LockedModel | undefined> {
    const { models = {} } = (await open()).find(({ record }) => record.key === source)?.locked ?? {};
    return Object.hasOwn(models, name) ? models[name] : undefined;
  }

  return {
    ...services,
    reader: lockReader(services, async () => (await open()).map(({ record }) => record), findLocked),
    models: lockModels(services.models, findLocked),
    lock: {
      file,
      async download(model, operation) {
        const locked = await findLocked(model.source.key, model.name);
        if (locked === undefined) throw notLocked(`${model.name} is not in ${file}.`, file);
        return downloadLocked(services, model, locked, operation, file);
      },
    },
  };
}

type FindLocked = (source: string, name: string) => Promise<LockedModel | undefined>;

function lockReader(
  services: ZooServices,
  sources: () => Promise<readonly SourceRecord[]>,
  findLocked: FindLocked,
): CatalogReader {
  const catalog: Pick<Catalog, 'sources'> = { sources };
  const reader = createCatalogReader(catalog, services.snapshots, services.registry, services.referenceHost);
  return {
    ...reader,
    async models(source, baseName) {
      const models = await reader.models(source, baseName);
      const locked = await Promise.all(models.map((model) => findLocked(model.source.key, model.name)));
      return models.filter((_, index) => locked[index] !== undefined);
    },
  };
}

function lockModels(models: ModelStore, findLocked: FindLocked): ModelStore {
  return {
    ...models,
    async readReceipt(source, baseName, version) {
      const locked = await findLocked(source, formatModelName({ baseName, version }));
      const receipt = await models.readReceipt(source, baseName, version);
      return receipt !== undefined && locked !== undefined && isLockedReceipt(receipt, locked) ? receipt : undefined;
    },
  };
}
