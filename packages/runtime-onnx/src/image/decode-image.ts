import { checkRawImage, openImage, renderPixels } from './open-image.js';
import { isRawImage, type DecodeOptions, type ImageInput, type RawImage } from './raw-image.js';

/**
 * Decodes a picture to upright RGB of 8 bits: EXIF orientation applied, transparency laid on white, colour profiles, CMYK,
 * grey and 16 bits converted to sRGB. Of an animation, the first frame. A decoded picture comes back as it is.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID` for what is no picture, is damaged, or is too large;
 *   `ERR_ZOO_DEPENDENCY_MISSING` without the package `sharp`
 */
export async function decodeImage(input: ImageInput, options: DecodeOptions = {}): Promise<RawImage> {
  if (isRawImage(input)) return checkRawImage(input);
  const { pipeline, name } = await openImage(input, options);
  return renderPixels(pipeline, name);
}
