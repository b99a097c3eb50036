import type { DatabaseSync } from 'node:sqlite';
import type { ListedModel } from './catalog-model.js';
import { createListingOrder } from './listing-order.js';

/**
 * Sorts models for a listing. Comparing a hundred thousand names costs more than everything else, so the order is kept.
 *
 * @param key The same for the same models.
 */
export function sortListed(
  database: DatabaseSync,
  key: string,
  models: readonly ListedModel[],
): readonly ListedModel[] {
  if (models.length < 2) return models;
  const bytes = database.prepare('SELECT positions FROM ranking WHERE key = ?').get(key)?.['positions'];
  if (bytes instanceof Uint8Array && bytes.byteLength === models.length * Uint32Array.BYTES_PER_ELEMENT) {
    // A copy, as numbers of four bytes have to begin at a multiple of four.
    return pick(models, new Uint32Array(bytes.slice().buffer));
  }
  const compare = createListingOrder();
  const positions = Uint32Array.from(models.keys()).toSorted((a, b) => compareAt(models, compare, a, b));
  keep(database, key, positions);
  return pick(models, positions);
}

function compareAt(
  models: readonly ListedModel[],
  compare: (a: ListedModel, b: ListedModel) => number,
  a: number,
  b: number,
): number {
  const [left, right] = [models[a], models[b]];
  return left === undefined || right === undefined ? 0 : compare(left, right) || a - b;
}

function pick(models: readonly ListedModel[], positions: Uint32Array): ListedModel[] {
  const sorted: ListedModel[] = [];
  for (const position of positions) {
    const model = models[position];
    if (model !== undefined) sorted.push(model);
  }
  return sorted;
}

/** Orders that are kept: a few, as several processes may look at several sources. */
const MOST_RANKINGS = 8;

function keep(database: DatabaseSync, key: string, positions: Uint32Array): void {
  try {
    database
      .prepare('INSERT OR REPLACE INTO ranking (key, positions) VALUES (?, ?)')
      .run(key, new Uint8Array(positions.buffer));
    database.prepare('DELETE FROM ranking WHERE rowid <= (SELECT max(rowid) FROM ranking) - ?').run(MOST_RANKINGS);
  } catch {
    // Where nothing can be written it is sorted every time.
  }
}
