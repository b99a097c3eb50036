import type { DatabaseSync } from 'node:sqlite';
import type { ReadSource } from '../sources/read-source.js';
import { createDerivedDatabase } from '../store/derived-database.js';
import type { HomeLayout } from '../store/home-layout.js';
import type { SnapshotFolders } from '../store/snapshot-folders.js';
import { version } from '../version.js';
import type { CatalogModel, ListedModel } from './catalog-model.js';
import type { SourceRecord } from './catalog-schema.js';
import { findWords } from './find-words.js';
import {
  dropTrees,
  parseFacts,
  readListing,
  readModels,
  readTrees,
  toListed,
  toModel,
  writeTree,
} from './index-rows.js';
import { INDEX_TABLES, INDEX_VERSION, MODELS_PER_TREE } from './index-tables.js';
import { searchModels, wordsOf } from './search-models.js';
import { sortListed } from './sort-listed.js';

/**
 * What the manifests of registered sources declare, without reading them again: a snapshot never changes, so it is read once.
 * The order of `sources` is that of models that are equal otherwise. Sources whose snapshot is gone have no models.
 */
export interface ModelIndex {
  /** All models, in the order of the manifests; or those of one base name. */
  models(sources: readonly SourceRecord[], baseName?: string): Promise<readonly CatalogModel[]>;
  /** All models, sorted by name, then newest first. */
  list(sources: readonly SourceRecord[]): Promise<readonly ListedModel[]>;
  /**
   * Takes in what was just read of a source, so that nobody has to read it again, and forgets what is gone. What goes wrong is
   * left for later.
   */
  add(source: SourceRecord, models: ReadSource['models']): Promise<void>;
  /** Models that have all the words somewhere, best first. */
  search(sources: readonly SourceRecord[], words: string): Promise<readonly ListedModel[]>;
  close(): void;
}

/** A source and where its models are. */
interface IndexedSource {
  readonly source: SourceRecord;
  readonly tree: number;
}

export function createModelIndex(
  { indexFile }: Pick<HomeLayout, 'indexFile'>,
  snapshots: Pick<SnapshotFolders, 'list' | 'pathOf'>,
): ModelIndex {
  const database = createDerivedDatabase(indexFile, INDEX_TABLES, INDEX_VERSION);

  /** Makes sure that everything about the sources is in the index. */
  async function open(sources: readonly SourceRecord[]): Promise<IndexedSource[]> {
    const present = new Set(await snapshots.list());
    const unreadable = new Set<string>();
    for (;;) {
      const usable = sources.filter((source) => present.has(source.treeDigest) && !unreadable.has(contentOf(source)));
      const trees = database.run((db) => readTrees(db));
      const missing = usable.filter((source) => !trees.has(contentOf(source)));
      if (missing.length === 0) return usable.map((source) => ({ source, tree: trees.get(contentOf(source)) ?? 0 }));
      const { readSource } = await import('../sources/read-source.js');
      for (const source of new Map(missing.map((each) => [contentOf(each), each])).values()) {
        // What one source lost or hides is told by `listSources`, and keeps no other from being found.
        const read = await readSource(snapshots.pathOf(source.treeDigest), source.locator.subPath).catch(
          () => undefined,
        );
        if (read === undefined) unreadable.add(contentOf(source));
        else database.run((db) => writeTree(db, contentOf(source), read.models));
      }
      database.run((db) => dropTrees(db, (content) => isOutdated(content, present)));
    }
  }

  /** Asks the index, and asks again when it turned out to be damaged and had to be made anew. */
  async function query<Row>(
    sources: readonly SourceRecord[],
    ask: (database: DatabaseSync, indexed: readonly IndexedSource[]) => readonly Row[],
  ): Promise<readonly Row[]> {
    // A new home gets no database before there is something to keep in it.
    if (sources.length === 0) return [];
    for (;;) {
      const restarts = database.restarts();
      const indexed = await open(sources);
      const result = database.run((db) => ask(db, indexed));
      if (database.restarts() === restarts) return result;
    }
  }

  return {
    models: (sources, baseName) =>
      query(sources, (db, indexed) => {
        if (baseName === undefined) {
          return indexed.flatMap(({ source, tree }) => readModels(db, tree).map((row) => toModel(row, source)));
        }
        const rows = db.prepare('SELECT * FROM model WHERE base_name = ? ORDER BY id').all(baseName);
        return indexed.flatMap(({ source, tree }) =>
          rows.filter(({ id }) => treeOf(Number(id)) === tree).map((row) => toModel(row, source)),
        );
      }),
    list: (sources) =>
      query(sources, (db, indexed) => {
        const identity = JSON.stringify(indexed.map(({ source, tree }) => [source.key, tree]));
        const models = indexed.flatMap(({ source, tree }) =>
          readListing(db, tree).map((facts) => toListed(facts, source)),
        );
        return sortListed(db, identity, models);
      }),
    search: (sources, text) =>
      query(sources, (db, indexed) => {
        const sourcesOf = groupByTree(indexed);
        const found = findWords(db, wordsOf(text)).filter(({ id }) => sourcesOf.has(treeOf(id)));
        const select = db.prepare('SELECT facts FROM model WHERE id = ?');
        return searchModels(found, text).flatMap(({ id }) => {
          const facts = parseFacts(String(select.get(id)?.['facts']));
          return (sourcesOf.get(treeOf(id)) ?? []).map((source) => toListed(facts, source));
        });
      }),
    async add(source, models) {
      try {
        const present = new Set(await snapshots.list());
        database.run((db) => writeTree(db, contentOf(source), models));
        database.run((db) => dropTrees(db, (content) => isOutdated(content, present)));
      } catch {
        // Whoever needs it reads it then.
      }
    },
    close: () => database.close(),
  };
}

/** What decides which models a source has: its content, the part of it that is the source, and the core that read it. */
function contentOf({ treeDigest, locator }: SourceRecord): string {
  return `${treeDigest} ${version} ${locator.subPath ?? ''}`;
}

function isOutdated(content: string, present: ReadonlySet<string>): boolean {
  const [treeDigest = '', core] = content.split(' ');
  return core !== version || !present.has(treeDigest);
}

/** Sources of the same content share a tree. */
function groupByTree(indexed: readonly IndexedSource[]): ReadonlyMap<number, readonly SourceRecord[]> {
  const groups = new Map<number, SourceRecord[]>();
  for (const { source, tree } of indexed) {
    const group = groups.get(tree) ?? [];
    group.push(source);
    groups.set(tree, group);
  }
  return groups;
}

function treeOf(model: number): number {
  return Math.floor(model / MODELS_PER_TREE);
}
