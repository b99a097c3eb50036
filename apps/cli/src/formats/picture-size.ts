import { ZooError } from '@modelzoo/core';
import { importSharp } from './import-sharp.js';

/** Width and height in pixels of a picture as it is looked at, with its EXIF orientation applied. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Reads the size of a picture from its first bytes.
 *
 * @param picture Path or bytes.
 * @param name What the user calls it.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID`, `ERR_ZOO_DEPENDENCY_MISSING`
 */
export async function readPictureSize(picture: string | Uint8Array, name: string): Promise<PictureSize> {
  const sharp = await importSharp();
  try {
    const { autoOrient } = await sharp(picture).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch (cause) {
    throw new ZooError('ERR_ZOO_INPUT_INVALID', `${name} is not a picture whose size can be read.`, { cause });
  }
}
