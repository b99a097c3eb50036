import { ZooError } from '../errors/zoo-error.js';
import { redact } from '../errors/redact.js';
import type { PluginRegistry } from '../plugins/plugin-registry.js';
import type { ReferenceHost } from '../plugins/source-provider.js';
import type { ReadSource } from '../sources/read-source.js';
import type { SnapshotStore } from '../store/snapshot-store.js';
import type { CatalogModel } from './catalog-model.js';
import type { SourceRecord } from './catalog-schema.js';
import type { Catalog } from './catalog.js';
import type { ModelIndex } from './model-index.js';

/** Reads the catalog together with the manifests that its sources hold. */
export interface CatalogReader {
  sources(): Promise<readonly SourceRecord[]>;
  /** @param text Alias, key or any reference of a source. */
  findSource(text: string): Promise<SourceRecord | undefined>;
  /** @throws ZooError `ERR_ZOO_SOURCE_NOT_REGISTERED` */
  getSource(text: string): Promise<SourceRecord>;
  /**
   * Every model of the source, or of all sources.
   *
   * @param baseName Only those of this base name are needed. There may be others among the answer.
   */
  models(source?: SourceRecord, baseName?: string): Promise<readonly CatalogModel[]>;
  /** The names of all of them. */
  names(source?: SourceRecord): Promise<readonly string[]>;
}

/**
 * The snapshots never change, so what was read of one is kept.
 *
 * @param index Where it is kept for other processes. Without it: for as long as the reader lives.
 */
export function createCatalogReader(
  catalog: Pick<Catalog, 'sources'>,
  snapshots: Pick<SnapshotStore, 'pathOf'>,
  registry: Pick<PluginRegistry, 'tryParseReference'>,
  host: ReferenceHost,
  index?: Pick<ModelIndex, 'models' | 'list'>,
): CatalogReader {
  const read = new Map<string, Promise<ReadSource>>();

  async function readSnapshot({ treeDigest, locator }: SourceRecord): Promise<ReadSource> {
    const { readSource } = await import('../sources/read-source.js');
    return readSource(snapshots.pathOf(treeDigest), locator.subPath);
  }

  async function modelsOf(source: SourceRecord): Promise<CatalogModel[]> {
    const cacheKey = `${source.treeDigest} ${source.locator.subPath ?? ''}`;
    const reading = read.get(cacheKey) ?? readSnapshot(source);
    read.set(cacheKey, reading);
    // A snapshot that somebody removed is the fault of that one source; `listSources` and `updateSources` tell and mend it.
    const { models } = await reading.catch(() => {
      read.delete(cacheKey);
      return { models: [] };
    });
    return models.map((model) => ({ ...model, source }));
  }

  async function findSource(text: string): Promise<SourceRecord | undefined> {
    const sources = await catalog.sources();
    const named = sources.find(({ alias, key }) => alias === text || key === text);
    if (named !== undefined) return named;
    const key = registry.tryParseReference(text, host)?.locator.key;
    const parsed = sources.find((source) => source.key === key);
    if (parsed !== undefined) return parsed;
    // A key that holds a credential is shown without it, and what is shown can be given back.
    const shown = sources.filter((source) => redact(source.key) === text);
    return shown.length === 1 ? shown[0] : undefined;
  }

  return {
    sources: () => catalog.sources(),
    findSource,
    async getSource(text) {
      const source = await findSource(text);
      if (source !== undefined) return source;
      const known = (await catalog.sources()).map(({ alias, key }) => alias ?? key);
      throw new ZooError('ERR_ZOO_SOURCE_NOT_REGISTERED', `No source ${text} is registered.`, {
        hint: known.length === 0 ? 'Nothing is registered yet.' : `Registered are: ${known.join(', ')}.`,
        details: { source: text, registered: known },
      });
    },
    async models(source, baseName) {
      const sources = source === undefined ? await catalog.sources() : [source];
      if (index !== undefined) return index.models(sources, baseName);
      return (await Promise.all(sources.map(modelsOf))).flat();
    },
    async names(source) {
      const sources = source === undefined ? await catalog.sources() : [source];
      const models =
        index === undefined ? (await Promise.all(sources.map(modelsOf))).flat() : await index.list(sources);
      return models.map(({ name }) => name);
    },
  };
}
