/** Changes with the tables, and with the rules by which manifests are read: then everything is read anew. */
export const INDEX_VERSION = 1;

/** More than a tree can have models; `tree * MODELS_PER_TREE + position` names a model. */
export const MODELS_PER_TREE = 2 ** 24;

/**
 * - `tree`: content of a source that was read; `listing` has the facts of all its models, so that a list is few rows.
 * - `model`: each of them; `facts` is its part of `listing`.
 * - `words`: what is searched, in lower case, by any three characters.
 * - `ranking`: the order of all models of some sources in a listing.
 */
export const INDEX_TABLES = `
  CREATE TABLE tree (id INTEGER PRIMARY KEY, content TEXT NOT NULL UNIQUE, listing TEXT NOT NULL);
  CREATE TABLE model (
    id INTEGER PRIMARY KEY, base_name TEXT NOT NULL, facts TEXT NOT NULL, manifest_path TEXT NOT NULL, entry TEXT NOT NULL
  );
  CREATE INDEX model_base_name ON model (base_name);
  CREATE VIRTUAL TABLE words USING fts5(name, tags, description, detail = none, tokenize = 'trigram case_sensitive 1');
  CREATE TABLE ranking (key TEXT NOT NULL UNIQUE, positions BLOB NOT NULL);
`;
