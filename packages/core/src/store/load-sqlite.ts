import type { DatabaseSync } from 'node:sqlite';

/** What is used of Node's own SQLite. */
export interface Sqlite {
  readonly DatabaseSync: typeof DatabaseSync;
}

/**
 * Loads Node's SQLite, late, as most of what a zoo does needs none of it. Node 22 and 24 warn that it is experimental while it
 * is loaded, at once and once in a process: that one warning says nothing to our users and is kept back, every other passes.
 */
export function loadSqlite(): Sqlite {
  const emitWarning = process.emitWarning.bind(process);
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = (...warning: unknown[]): void => {
    if (!String(warning[0]).startsWith('SQLite is an experimental feature')) {
      Reflect.apply(emitWarning, process, warning);
    }
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    if (original !== undefined) Object.defineProperty(process, 'emitWarning', original);
  }
}
