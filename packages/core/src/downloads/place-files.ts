import { posix } from 'node:path';

/** A file that a transfer brings, before it is known where it goes. */
export interface UnplacedFile {
  /** As planned; `undefined` where `base_filename` decides. */
  readonly path: string | undefined;
  /** File name to fall back on: the last part of the URL or of the member's path. */
  readonly fallbackName: string;
}

/** Endings of archives, longest first. */
const ARCHIVE = /\.(?:tar\.(?:gz|bz2|xz|zst)|tar|tgz|tbz2?|txz|zip)$/i;

/**
 * Name of the folder that a model is in whose `base_filename` names the archive that it comes in: as with FiftyOne, what
 * is unpacked takes the archive's name without its ending.
 */
export function unpackedName(baseFilename: string): string {
  return baseFilename.replace(ARCHIVE, '');
}

/**
 * Where each file of a model goes, relative to the model's folder. A model of one file is at its `base_filename`; the
 * files of a model with several are below it; without a `base_filename` they lie in the folder itself.
 */
export function placeFiles(files: readonly UnplacedFile[], baseFilename: string | undefined): string[] {
  const [only] = files;
  if (baseFilename === undefined) return files.map(({ path, fallbackName }) => path ?? fallbackName);
  if (files.length === 1 && (only?.path === undefined || only.path === baseFilename)) return [baseFilename];
  return files.map(({ path = '', fallbackName }) => {
    const name = path === '' ? fallbackName : path;
    return name.startsWith(`${baseFilename}/`) ? name : posix.join(baseFilename, name);
  });
}
