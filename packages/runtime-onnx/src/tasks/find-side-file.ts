import { readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ZooError, type LocalModel } from '@modelzoo/core';

/** Where files that a config names are looked for. */
export interface SideFiles {
  readonly modelFile: string;
  readonly files: LocalModel;
}

/**
 * Absolute path of a file that a config names, beside the model or, failing that, beside the manifest.
 * @param key Of the config, for messages.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_DEPLOYMENT_INVALID` for a path that leads out of both folders
 */
export async function needSideFile(key: string, name: string, places: SideFiles): Promise<string> {
  const found = await findSideFile(key, name, places);
  if (found !== undefined) return found;
  throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `The file ${name}, which the model needs as its ${key}, is not there.`, {
    hint: 'It is looked for beside the model and beside the manifest. Tell the author.',
    details: { [key]: name },
  });
}

/** As {@link needSideFile}, for files that need not be there. */
export async function findSideFile(
  key: string,
  name: string,
  { modelFile, files }: SideFiles,
): Promise<string | undefined> {
  if (isAbsolute(name) || /[\\:]/.test(name) || name.split('/').includes('..')) {
    throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `The ${key} ${JSON.stringify(name)} leads out of its folder.`, {
      hint: 'It has to be relative to the folder of the model or of the manifest. Tell the author.',
      details: { [key]: name },
    });
  }
  const beside = await fileInside(dirname(modelFile), name);
  if (beside !== undefined) return beside;
  const found = files.sourceDir === undefined ? undefined : await fileInside(files.sourceDir, name);
  // What lies in the source may stand for content that is elsewhere. Core knows.
  return found === undefined ? undefined : ((await files.sourceFile?.(name)) ?? found);
}

/**
 * The JSON in a file, as it is.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export async function readSideJson(path: string): Promise<unknown> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `${path}, which belongs to the model, is no JSON.`, {
      hint: 'It may have been cut off on its way. Download the model again, or tell its author.',
      details: { path },
      cause,
    });
  }
}

/** A file below a folder, unless it is a link to somewhere else. */
async function fileInside(folder: string, name: string): Promise<string | undefined> {
  const real = await realpath(join(folder, name)).catch(() => undefined);
  if (real === undefined) return undefined;
  const way = relative(await realpath(folder), real);
  return way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : real;
}
