import { readFile } from 'node:fs/promises';
import type { MediaType, ModelInput } from '@modelzoo/core';
import type { InputFile } from './expand-inputs.js';

/** A file as a model takes it: models of texts get what the file says, all others its absolute path. */
export async function toModelInput(file: InputFile, mediaType: MediaType): Promise<ModelInput> {
  return mediaType === 'text' ? readFile(file.absolutePath, 'utf8') : file.absolutePath;
}
