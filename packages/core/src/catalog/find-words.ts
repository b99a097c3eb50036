import type { DatabaseSync } from 'node:sqlite';
import type { SearchableModel } from './search-models.js';

/** What FTS5 keeps apart: every three characters that stand together. */
const TOKEN_CHARACTERS = 3;

/** A model that may have the words. */
export interface FoundModel extends SearchableModel {
  /** Its row. */
  readonly id: number;
}

/**
 * Models that have all pieces of all words, though perhaps not together: a few too many. Words that are too short to have
 * pieces narrow nothing down.
 */
export function findWords(database: DatabaseSync, words: readonly string[]): readonly FoundModel[] {
  const query = [...new Set(words.flatMap(tokensOf))].map((token) => `"${token.replaceAll('"', '""')}"`).join(' AND ');
  const rows =
    query === ''
      ? database.prepare('SELECT rowid AS id, name, tags, description FROM words').all()
      : database.prepare('SELECT rowid AS id, name, tags, description FROM words WHERE words MATCH ?').all(query);
  return rows.map(({ id, name, tags, description }) => ({
    id: Number(id),
    name: String(name),
    tags: String(tags).split('\n'),
    description: String(description),
  }));
}

function tokensOf(word: string): string[] {
  const characters = Array.from(word);
  return characters
    .slice(TOKEN_CHARACTERS - 1)
    .map((_, index) => characters.slice(index, index + TOKEN_CHARACTERS).join(''));
}
