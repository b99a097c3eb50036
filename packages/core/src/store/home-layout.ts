import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where everything lies below one home folder. All paths are absolute. */
export interface HomeLayout {
  readonly root: string;
  /** The registered sources. */
  readonly catalogFile: string;
  /** The newest generations of that file, in which processes that change it at once find each other. */
  readonly catalogDir: string;
  /** What the sources declare, made ready for searching. Derived: it may be deleted at any time. */
  readonly indexFile: string;
  /** Which content the user agreed to run: a file for each. */
  readonly trustDir: string;
  /** The same, as earlier versions kept it. It is read, and never written. */
  readonly trustFile: string;
  /** One extracted snapshot per tree digest. */
  readonly sourcesDir: string;
  /** Every file once, by its sha256. */
  readonly blobsDir: string;
  /** What users and hooks see: models, with their receipts. */
  readonly modelsDir: string;
  /** Unfinished downloads. */
  readonly partialDir: string;
  /** Which blobs unfinished downloads need. */
  readonly pinsDir: string;
  /** When models were used last, who uses them now, and which the user keeps. */
  readonly usesDir: string;
  /** Which files were found to be whole, and when. Derived: it may be deleted at any time. */
  readonly verifiedFile: string;
  /** What is being made; whatever is old here may go. On the same file system as the rest, so that renames work. */
  readonly tempDir: string;
}

/** @param root Home folder; relative to the current folder if it is not absolute. */
export function homeLayout(root: string): HomeLayout {
  const home = resolve(root);
  return {
    root: home,
    catalogFile: join(home, 'catalog.json'),
    catalogDir: join(home, 'catalog'),
    indexFile: join(home, 'index.sqlite'),
    trustDir: join(home, 'trust'),
    trustFile: join(home, 'trust.json'),
    sourcesDir: join(home, 'sources'),
    blobsDir: join(home, 'blobs', 'sha256'),
    modelsDir: join(home, 'models'),
    partialDir: join(home, 'partial'),
    pinsDir: join(home, 'pins'),
    usesDir: join(home, 'uses'),
    verifiedFile: join(home, 'verified.json'),
    tempDir: join(home, 'temp'),
  };
}

/**
 * The home folder of this user: `MODELZOO_HOME`, else the platform's folder for data (`~/.local/share/modelzoo` on Linux,
 * `~/Library/Application Support/modelzoo` on macOS, `%LOCALAPPDATA%\modelzoo\Data` on Windows).
 */
export function defaultHome(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['MODELZOO_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  return envPaths('modelzoo', { suffix: '' }).data;
}
