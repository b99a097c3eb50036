import { readFile } from 'node:fs/promises';
import { isWebAddress, type MediaType, type ModelInput } from '@modelzoo/core';
import type { InputFile } from './find-inputs.js';

/** A file as a model takes it: what it says for models of texts, its tensors for those, else its absolute path. */
export async function toModelInput({ absolutePath }: InputFile, mediaType: MediaType): Promise<ModelInput> {
  if (isWebAddress(absolutePath)) return new URL(absolutePath);
  if (mediaType === 'text') return readFile(absolutePath, 'utf8');
  if (mediaType !== 'tensor') return absolutePath;
  const { readTensors } = await import('./read-tensors.js');
  return readTensors(absolutePath);
}
