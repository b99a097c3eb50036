import { readFile } from 'node:fs/promises';
import { ZooError } from '../errors/zoo-error.js';
import { writeFileAtomic } from '../store/atomic-write.js';
import { CATALOG_VERSION, catalogSchema, type CatalogData, type SourceRecord } from './catalog-schema.js';
import { withFileLock } from './file-lock.js';

/** The registered sources: one JSON file in the home folder. */
export interface Catalog {
  /** @throws ZooError `ERR_ZOO_STORE_CORRUPT` */
  sources(): Promise<readonly SourceRecord[]>;
  /**
   * Changes the list: reads it anew, applies `change`, publishes the result in one step. Two processes take turns.
   */
  update<Result>(change: (sources: SourceRecord[]) => Result): Promise<Result>;
}

/** @param file Absolute path of `catalog.json`; absent means no sources. */
export function createCatalog(file: string): Catalog {
  async function read(): Promise<CatalogData> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return { formatVersion: CATALOG_VERSION, sources: [] };
    const catalog = catalogSchema.safeParse(parseJson(text));
    if (!catalog.success) {
      throw new ZooError('ERR_ZOO_STORE_CORRUPT', `The list of sources in ${file} cannot be read.`, {
        hint: 'Nothing was changed. Move the file away and register the sources again; downloaded models stay.',
        details: { file },
        cause: catalog.error,
      });
    }
    if (catalog.data.formatVersion > CATALOG_VERSION) {
      throw new ZooError('ERR_ZOO_STORE_CORRUPT', `The list of sources in ${file} was written by a newer modelzoo.`, {
        hint: 'Update modelzoo. Nothing was changed.',
        details: { file, formatVersion: catalog.data.formatVersion },
      });
    }
    return catalog.data;
  }

  return {
    async sources() {
      return (await read()).sources;
    },
    async update(change) {
      return withFileLock(`${file}.lock`, async () => {
        const { sources } = await read();
        const result = change(sources);
        const next: CatalogData = { formatVersion: CATALOG_VERSION, sources };
        await writeFileAtomic(file, `${JSON.stringify(next, null, 2)}\n`);
        return result;
      });
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
