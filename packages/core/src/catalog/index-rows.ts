import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { ModelEntry } from '../manifest/manifest-schema.js';
import type { ReadSource } from '../sources/read-source.js';
import type { CatalogModel, ListedModel, ModelFacts } from './catalog-model.js';
import type { SourceRecord } from './catalog-schema.js';
import { MODELS_PER_TREE } from './index-tables.js';

type Row = Readonly<Record<string, SQLOutputValue>>;
type Facts = readonly [
  name: string,
  baseName: string,
  version: string | null,
  tags: readonly string[],
  license: string | null,
  spdxLicense: string | null,
  sizeBytes: number | null,
];

/** The trees that were read, by their content. */
export function readTrees(database: DatabaseSync): ReadonlyMap<string, number> {
  const rows = database.prepare('SELECT id, content FROM tree').all();
  return new Map(rows.map(({ id, content }) => [String(content), Number(id)]));
}

/** Takes in what was read of a tree, unless another process has done so since. */
export function writeTree(database: DatabaseSync, content: string, models: ReadSource['models']): void {
  inTransaction(database, () => {
    const facts = models.map((model) => JSON.stringify(toFacts(model)));
    const added = database
      .prepare('INSERT OR IGNORE INTO tree (content, listing) VALUES (?, ?)')
      .run(content, `[${facts.join(',')}]`);
    if (added.changes === 0) return;
    const insertModel = database.prepare('INSERT INTO model VALUES (?, ?, ?, ?, ?)');
    const insertWords = database.prepare('INSERT INTO words (rowid, name, tags, description) VALUES (?, ?, ?, ?)');
    for (const [position, { name, baseName, manifestPath, entry, tags }] of models.entries()) {
      const id = Number(added.lastInsertRowid) * MODELS_PER_TREE + position;
      insertModel.run(id, baseName, facts[position] ?? '', manifestPath, JSON.stringify(entry));
      const words = [name, tags.join('\n'), entry.description ?? ''].map((text) => text.toLowerCase());
      insertWords.run(id, ...words);
    }
  });
}

/** Forgets trees, by their content. */
export function dropTrees(database: DatabaseSync, isGone: (content: string) => boolean): void {
  const gone = [...readTrees(database)].filter(([content]) => isGone(content));
  if (gone.length === 0) return;
  inTransaction(database, () => {
    for (const [, tree] of gone) {
      const range = [tree * MODELS_PER_TREE, (tree + 1) * MODELS_PER_TREE - 1] as const;
      database.prepare('DELETE FROM words WHERE rowid BETWEEN ? AND ?').run(...range);
      database.prepare('DELETE FROM model WHERE id BETWEEN ? AND ?').run(...range);
      database.prepare('DELETE FROM tree WHERE id = ?').run(tree);
    }
    database.exec('DELETE FROM ranking');
  });
}

/** All models of a tree, in the order of its manifests. */
export function readModels(database: DatabaseSync, tree: number): readonly Row[] {
  return database
    .prepare('SELECT * FROM model WHERE id BETWEEN ? AND ? ORDER BY id')
    .all(tree * MODELS_PER_TREE, (tree + 1) * MODELS_PER_TREE - 1);
}

/** A row of `model`. */
export function toModel({ facts, manifest_path: manifestPath, entry }: Row, source: SourceRecord): CatalogModel {
  return {
    ...toListed(parseFacts(String(facts)), source),
    manifestPath: String(manifestPath),
    // It was checked before it was put there.
    entry: JSON.parse(String(entry)) as ModelEntry,
  };
}

export function parseFacts(text: string): Facts {
  return JSON.parse(text) as Facts;
}

/** The facts of all models of a tree, in the order of its manifests. */
export function readListing(database: DatabaseSync, tree: number): readonly Facts[] {
  const row = database.prepare('SELECT listing FROM tree WHERE id = ?').get(tree);
  return JSON.parse(String(row?.['listing'] ?? '[]')) as readonly Facts[];
}

export function toListed(
  [name, baseName, version, tags, license, spdxLicense, sizeBytes]: Facts,
  source: SourceRecord,
): ListedModel {
  return {
    source,
    name,
    baseName,
    version: version ?? undefined,
    tags,
    license: license ?? undefined,
    spdxLicense: spdxLicense ?? undefined,
    sizeBytes: sizeBytes ?? undefined,
  };
}

/** Runs all of `body` or none of it. */
export function inTransaction(database: DatabaseSync, body: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    body();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function toFacts({ name, baseName, version, tags, license, spdxLicense, sizeBytes }: ModelFacts): Facts {
  return [name, baseName, version ?? null, tags, license ?? null, spdxLicense ?? null, sizeBytes ?? null];
}
