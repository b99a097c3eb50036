import { closeSync, fchmodSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { loadSqlite } from './load-sqlite.js';
import { toSharedMode } from './make-folder.js';
import { hasErrorCode } from './store-error.js';

/** How long another process may write before this one goes on without the file. */
const BUSY_TIMEOUT_MS = 2000;

/** A database of what can be worked out from other files at any time. */
export interface DerivedDatabase {
  /**
   * Runs `use` with the database. When it fails because the file is damaged, the file is made anew and `use` runs again; when
   * the file cannot be used at all (in a home that cannot be written, say), it runs with an empty one in memory.
   */
  run<Result>(use: (database: DatabaseSync) => Result): Result;
  /** How often {@link run} had to begin again with nothing in the tables. */
  restarts(): number;
  close(): void;
}

/** Where the database is at the moment. */
interface Opened {
  readonly database: DatabaseSync;
  readonly place: 'file' | 'read-only' | 'memory';
}

/**
 * @param file Absolute path. Nothing is opened before the first use.
 * @param schema Statements that make the tables.
 * @param version Changes with everything that decides what is in the tables; a file of another version is made anew.
 */
export function createDerivedDatabase(file: string, schema: string, version: number): DerivedDatabase {
  let opened: Opened | undefined;
  let restarts = 0;

  function openFile(readOnly: boolean): DatabaseSync {
    // SQLite makes files that everybody can read.
    if (!readOnly) makePrivateFile(file);
    const database = new (loadSqlite().DatabaseSync)(file, { readOnly, timeout: BUSY_TIMEOUT_MS });
    try {
      if (versionOf(database) === version) return database;
      if (!readOnly && versionOf(database) === 0) {
        database.exec(`PRAGMA page_size = 16384; BEGIN IMMEDIATE; ${schema}; PRAGMA user_version = ${version}; COMMIT`);
        return database;
      }
    } catch (error) {
      database.close();
      throw error;
    }
    database.close();
    throw new Error('The database is of another version.');
  }

  function openMemory(): DatabaseSync {
    const database = new (loadSqlite().DatabaseSync)(':memory:');
    database.exec(schema);
    return database;
  }

  function open(): Opened {
    for (const attempt of ['file', 'anew', 'read-only'] as const) {
      try {
        if (attempt === 'anew' && !tryRemove()) continue;
        const readOnly = attempt === 'read-only';
        return { database: openFile(readOnly), place: readOnly ? 'read-only' : 'file' };
      } catch {
        // The next way may do.
      }
    }
    return { database: openMemory(), place: 'memory' };
  }

  function tryRemove(): boolean {
    try {
      for (const ending of ['', '-journal']) rmSync(`${file}${ending}`, { force: true });
      return true;
    } catch {
      return false;
    }
  }

  function close(): void {
    opened?.database.close();
    opened = undefined;
  }

  return {
    run(use) {
      for (let attempt = 1; ; attempt += 1) {
        opened ??= open();
        try {
          return use(opened.database);
        } catch (error) {
          // In memory it is as fresh as can be: then something else is wrong.
          if (opened.place === 'memory' || !isDamage(error)) throw error;
          const mayMend = opened.place === 'file' && attempt === 1 && !isBusy(error);
          close();
          restarts += 1;
          if (!mayMend || !tryRemove()) opened = { database: openMemory(), place: 'memory' };
        }
      }
    },
    restarts: () => restarts,
    close,
  };
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** Errors of SQLite, and of reading what stands in its tables. */
function isDamage(error: unknown): boolean {
  return (
    error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR')
  );
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return code === SQLITE_BUSY || code === SQLITE_LOCKED;
}

/** SQLite would make a file that everybody can read. In a folder that a team shares, the team can write it. */
function makePrivateFile(file: string): void {
  try {
    const descriptor = openSync(file, 'wx', 0o600);
    const mode = toSharedMode(statSync(dirname(file)).mode);
    if (mode !== undefined) fchmodSync(descriptor, mode & 0o666);
    closeSync(descriptor);
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error;
  }
}
