import { readInputFile, type InputFile } from '../read-input-file.js';

/**
 * Brings the encoded bytes of a picture into memory. They are read here rather than by the decoder, which keeps files
 * open and would give the old content of a path that was written anew.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID` when the file cannot be read
 */
export async function readImageFile(input: unknown, signal?: AbortSignal): Promise<InputFile> {
  const words = {
    given: 'The given picture',
    other: 'This model looks at pictures, and the input is none.',
    hint: 'Give the path of a picture, a file: URL, or the bytes of a JPEG, PNG, WebP, AVIF, GIF or TIFF file.',
  };
  return readInputFile(input, words, signal);
}
