import { ZooError } from '@modelzoo/core';
import type sharp from 'sharp';

/**
 * The library for pictures, when somebody needs it: it is native, and not there on every machine.
 * @throws ZooError `ERR_ZOO_DEPENDENCY_MISSING`
 */
export async function importSharp(): Promise<typeof sharp> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new ZooError('ERR_ZOO_DEPENDENCY_MISSING', 'Pictures can only be read and drawn with the package sharp.', {
      hint: 'Nothing was written. Install it beside zoo: npm install sharp',
      cause,
    });
  }
}
