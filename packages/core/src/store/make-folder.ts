import { chmod, mkdir, open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isMissing } from './store-error.js';

/** Group may write, and what is made inside belongs to the group: how folders of teams are marked everywhere. */
const SHARED = 0o2020;

/**
 * Makes a folder with those above it, for this user alone; but inside a folder that a team shares (`chmod g+ws`), for whoever
 * may use that one, whatever the umask of this process is.
 *
 * @param path Absolute. Nothing happens when it is there.
 */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    // On a read-only file system Node says that something is missing; asked for one folder, the system says why.
    return isMissing(error) ? mkdir(path, 0o700).then(() => path) : Promise.reject(error);
  });
  if (first === undefined) return;
  const mode = await sharedMode(dirname(first));
  if (mode === undefined) return;
  let folder = first;
  await chmod(folder, mode);
  for (const name of relative(first, path).split(sep).filter(Boolean)) {
    folder = join(folder, name);
    await chmod(folder, mode);
  }
}

/** Makes a file, which must not be there, under the rule of {@link makeFolder}. */
export async function makeFile(path: string, flags: 'wx' | 'wx+'): Promise<FileHandle> {
  const mode = await sharedMode(dirname(path));
  const handle = await open(path, flags, 0o600);
  try {
    if (mode !== undefined) await handle.chmod(mode & 0o666);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return handle;
}

/** The mode that folders inside one of this mode get; `undefined` where nobody shares it. */
export function toSharedMode(mode: number): number | undefined {
  return process.platform !== 'win32' && (mode & SHARED) === SHARED ? mode & 0o2777 : undefined;
}

async function sharedMode(folder: string): Promise<number | undefined> {
  return toSharedMode((await stat(folder)).mode);
}

/** Lets those who share `parent` read and delete a folder that was made elsewhere, with everything below it. */
export async function shareTree(folder: string, parent: string): Promise<void> {
  const mode = await sharedMode(parent);
  if (mode === undefined) return;
  await chmod(folder, mode);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, mode);
    else if (entry.isFile()) await chmod(path, mode & (((await stat(path)).mode & 0o100) === 0 ? 0o444 : 0o555));
  }
}
