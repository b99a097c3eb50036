import { readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ZooError, type LocalModel } from '@modelzoo/core';
import type { LabelsConfig } from '../config/common-config.js';

/**
 * The labels that a config gives, in it or in a file of the model or of its source. `undefined`: it gives none.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_DEPLOYMENT_INVALID` for a path that leads out of both folders
 */
export async function readLabels(
  output: LabelsConfig,
  modelFile: string,
  files: LocalModel,
): Promise<readonly string[] | undefined> {
  if (output.labels_path === undefined) return output.labels;
  const path = await findFile(output.labels_path, modelFile, files);
  const lines = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

async function findFile(name: string, modelFile: string, files: LocalModel): Promise<string> {
  if (isAbsolute(name) || /[\\:]/.test(name) || name.split('/').includes('..')) {
    throw new ZooError(
      'ERR_ZOO_DEPLOYMENT_INVALID',
      `The labels_path ${JSON.stringify(name)} leads out of its folder.`,
      {
        hint: 'It has to be relative to the folder of the model or of the manifest. Tell the author.',
        details: { labels_path: name },
      },
    );
  }
  const beside = await fileInside(dirname(modelFile), name);
  if (beside !== undefined) return beside;
  const found = files.sourceDir === undefined ? undefined : await fileInside(files.sourceDir, name);
  // What lies in the source may stand for content that is elsewhere. Core knows.
  if (found !== undefined) return (await files.sourceFile?.(name)) ?? found;
  throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `The model's file of labels, ${name}, is not there.`, {
    hint: 'It is looked for beside the model and beside the manifest. Tell the author.',
    details: { labels_path: name },
  });
}

/** A file below a folder, unless it is a link to somewhere else. */
async function fileInside(folder: string, name: string): Promise<string | undefined> {
  const real = await realpath(join(folder, name)).catch(() => undefined);
  if (real === undefined) return undefined;
  const way = relative(await realpath(folder), real);
  return way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : real;
}
