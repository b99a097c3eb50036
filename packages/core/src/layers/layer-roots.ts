import { delimiter, resolve } from 'node:path';

/**
 * The home folders below one's own: those of the option, else those that `MODELZOO_LAYERS` names, as `PATH` names folders.
 *
 * @returns absolute paths, each once
 */
export function layerRoots(
  layers: readonly string[] | undefined,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const named = layers ?? (env['MODELZOO_LAYERS'] ?? '').split(delimiter).filter((path) => path !== '');
  return [...new Set(named.map((path) => resolve(path)))];
}
