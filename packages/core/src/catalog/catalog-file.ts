import { ZooError } from '../errors/zoo-error.js';
import type { SourceRecord } from './catalog-schema.js';
import { isPlainRecord } from './is-plain-record.js';

/** Version of the catalog that this core writes. Older ones are read for ever; newer ones are refused. */
const CATALOG_VERSION = 2;

/** One state of the catalog. */
export interface CatalogState {
  /** Counts the changes. 0 for a catalog of version 1, which did not count them. */
  readonly generation: number;
  /** What no other state has, and the one of the state that this one was made from. */
  readonly id: string;
  readonly base: string | undefined;
  readonly sources: readonly SourceRecord[];
}

/** The state before the first change. */
export const emptyState: CatalogState = { generation: 0, id: '', base: undefined, sources: [] };

/** The text of a state. */
export function formatCatalog({ generation, id, base, sources }: CatalogState): string {
  return `${JSON.stringify({ formatVersion: CATALOG_VERSION, generation, id, base, sources }, null, 2)}\n`;
}

/**
 * Reads a text that {@link formatCatalog} wrote, or an older core, or somebody by hand.
 *
 * @returns `undefined` when it is no catalog, or not whole
 * @throws ZooError `ERR_ZOO_STORE_CORRUPT` when a newer core wrote it
 */
export async function parseCatalog(text: string, file: string): Promise<CatalogState | undefined> {
  const value = parseJson(text);
  if (!isObject(value) || typeof value['formatVersion'] !== 'number') return undefined;
  if (value['formatVersion'] > CATALOG_VERSION) {
    throw new ZooError('ERR_ZOO_STORE_CORRUPT', `The list of sources in ${file} was written by a newer modelzoo.`, {
      hint: 'Update modelzoo. Nothing was changed.',
      details: { file, formatVersion: value['formatVersion'] },
    });
  }
  const { generation = 0, id = '', base, sources } = value;
  if (!Number.isSafeInteger(generation) || typeof id !== 'string' || !Array.isArray(sources)) return undefined;
  // Loading the schema takes longer than everything else, and there is hardly ever anything that it has to judge.
  const records = sources.every(isPlainRecord) ? sources : await checkRecords(sources);
  if (records === undefined) return undefined;
  return { generation: Number(generation), id, base: typeof base === 'string' ? base : undefined, sources: records };
}

async function checkRecords(sources: readonly unknown[]): Promise<readonly SourceRecord[] | undefined> {
  const { sourceRecordSchema } = await import('./catalog-schema.js');
  const records = sources.map((source) => sourceRecordSchema.safeParse(source).data);
  return records.every((record) => record !== undefined) ? records : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
