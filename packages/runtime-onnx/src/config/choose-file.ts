import { ZooError } from '@modelzoo/core';
import type { Dtype, ModelFile } from './common-config.js';

/**
 * The file of a model in the dtype that the user wants; without a wish, the first that the author names.
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` when the model does not come in that dtype
 */
export function chooseFile(file: ModelFile, dtype: Dtype | undefined): string | undefined {
  const variants = typeof file === 'object' ? file : undefined;
  if (dtype === undefined) return typeof file === 'string' ? file : Object.values(variants ?? {})[0];
  const chosen = variants?.[dtype];
  if (chosen !== undefined) return chosen;
  const known = Object.keys(variants ?? {});
  throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The model does not come as ${dtype}.`, {
    hint: known.length === 0 ? 'It has one file alone: leave dtype out.' : `It comes as ${known.join(', ')}.`,
    details: { dtype, known },
  });
}
