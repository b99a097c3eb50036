import { ZooError } from '../errors/zoo-error.js';
import type { GenerationStore } from '../store/generation-store.js';
import { readText } from '../store/read-text.js';
import { emptyState, parseCatalog, type CatalogState } from './catalog-file.js';
import type { SourceRecords } from './source-records.js';

/** The newest state of the catalog, and what has to be mended. */
export interface FoundState {
  readonly state: CatalogState;
  /** The highest generation that anybody claimed, readable or not. */
  readonly newest: number;
  /** `file`: `catalog.json` is broken. `history`: the newest generation is. `all`: nothing could be read but the snapshots. */
  readonly damage: 'none' | 'file' | 'history' | 'all';
  /** Snapshots of which nothing says whose they are; only counted when everything else is lost. */
  readonly unknownSnapshots: number;
}

/**
 * Looks for the newest state: in `catalog.json`, else among the generations (whose author was stopped before it could write
 * that file, or is about to), else beside the snapshots. A home without any of that has no sources.
 *
 * @throws ZooError `ERR_ZOO_STORE_CORRUPT` when there are snapshots and nothing says whose they are, or when a newer core
 *   wrote the catalog
 */
export async function findState(
  catalogFile: string,
  generations: Pick<GenerationStore, 'numbers' | 'read'>,
  openRecords: () => Promise<Pick<SourceRecords, 'list'>>,
): Promise<FoundState> {
  for (;;) {
    const [text, numbers] = await Promise.all([readText(catalogFile), generations.numbers()]);
    const own = text === undefined ? undefined : await parseCatalog(text, catalogFile);
    const newest = Math.max(numbers[0] ?? 0, own?.generation ?? 0);
    const isBroken = text !== undefined && own === undefined;
    if (text === undefined && newest === 0) return { state: emptyState, newest, damage: 'none', unknownSnapshots: 0 };

    const state = await newestWhole(numbers, own, generations, catalogFile);
    if (state === 'moved') continue;
    if (state !== undefined) {
      const damage = state.generation < newest ? 'history' : isBroken ? 'file' : 'none';
      return { state, newest, damage, unknownSnapshots: 0 };
    }
    const { sources, unknownSnapshots } = await (await openRecords()).list();
    if (sources.length === 0 && unknownSnapshots > 0) throw unreadable(catalogFile);
    const rebuilt = { generation: newest, id: crypto.randomUUID(), base: undefined, sources };
    return { state: rebuilt, newest, damage: 'all', unknownSnapshots };
  }
}

/** `moved`: other processes were quicker than this one. */
async function newestWhole(
  numbers: readonly number[],
  own: CatalogState | undefined,
  generations: Pick<GenerationStore, 'numbers' | 'read'>,
  catalogFile: string,
): Promise<CatalogState | 'moved' | undefined> {
  for (const number of numbers) {
    if (own !== undefined && own.generation >= number) return own;
    const text = await generations.read(number);
    if (text === undefined && !(await generations.numbers()).includes(number)) return 'moved';
    const state = await parseCatalog(text ?? '', catalogFile);
    if (state?.generation === number) return state;
  }
  return own;
}

function unreadable(file: string): ZooError {
  return new ZooError('ERR_ZOO_STORE_CORRUPT', `The list of sources in ${file} cannot be read.`, {
    hint: 'Nothing was changed. Move the file away and register the sources again; downloaded models stay.',
    details: { file },
  });
}
