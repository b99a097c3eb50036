import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, lstat, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freeBytesOf } from './require-space.js';

/** What the file system below a folder can do. Whatever it lacks, a home folder works there, with what is named. */
export interface FileSystemFacts {
  /** What this user may still write; `undefined` where nobody knows. */
  readonly freeBytes: number | undefined;
  /** Copies that share their space. Without: hard links. */
  readonly clones: boolean;
  /** Several names of one file. Without these and clones, every file of a model is there twice. */
  readonly hardLinks: boolean;
  /** Whether files reach the disk when they are told to. Without, a power cut may cost what was just downloaded. */
  readonly flushes: boolean;
  /** Whether only one of two can make a file. Without, processes that want the same model do not wait for each other. */
  readonly exclusiveFiles: boolean;
  /** Whether a file takes the place of another at once. */
  readonly replaces: boolean;
  /** Whether `a` and `A` are two files. */
  readonly caseSensitive: boolean;
}

/**
 * Tries out what a file system can do, with small files that are gone afterwards.
 *
 * @param folder Absolute, there.
 * @returns `undefined` when nothing can be written there
 */
export async function probeFileSystem(folder: string): Promise<FileSystemFacts | undefined> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  const at = (end: string): string => `${probe}-${end}`;
  try {
    await writeFile(probe, 'probe', { flag: 'wx' });
  } catch {
    return undefined;
  }
  try {
    return {
      freeBytes: await freeBytesOf(folder),
      clones: await works(() => copyFile(probe, at('clone'), constants.COPYFILE_FICLONE_FORCE)),
      hardLinks: await works(() => link(probe, at('link'))),
      flushes: await works(() => flush(probe)),
      exclusiveFiles: !(await works(() => writeFile(probe, '', { flag: 'wx' }))),
      replaces: await works(async () => {
        for (const end of ['new', 'old']) await writeFile(at(end), end);
        await rename(at('new'), at('old'));
      }),
      caseSensitive: !(await works(async () => {
        await writeFile(at('case'), '');
        await lstat(at('CASE'));
      })),
    };
  } finally {
    for (const end of ['clone', 'link', 'new', 'old', 'case'])
      await rm(at(end), { force: true }).catch(() => undefined);
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function works(attempt: () => Promise<unknown>): Promise<boolean> {
  return attempt().then(
    () => true,
    () => false,
  );
}
