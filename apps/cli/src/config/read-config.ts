import { readFile } from 'node:fs/promises';
import { ZooError } from '@modelzoo/core/reader';
import type { CliConfig } from './config-schema.js';

/** Name of the file in the home folder. */
export const CONFIG_FILE = 'config.json';

/**
 * Reads the configuration of the command line.
 *
 * @param file - Absolute path.
 * @returns `undefined` when there is no such file
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID`, with `file` and `pointer` in `details`
 */
export async function readConfig(file: string): Promise<CliConfig | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The configuration ${file} cannot be read.`, {
      hint: `Check that it is a file which you may read (${cause.code ?? 'unknown'}). Nothing was done.`,
      details: { file },
      cause,
    });
  });
  if (text === undefined) return undefined;
  // Most users have none, and need no schema for it.
  const { parseConfig } = await import('./parse-config.js');
  return parseConfig(text, file);
}
