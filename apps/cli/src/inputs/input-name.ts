import { basename } from 'node:path';
import { isWebAddress } from '@modelzoo/core';
import type { InputFile } from './find-inputs.js';

/** Longer names are no names of files everywhere. */
const MOST_CHARACTERS = 100;

/** What the file of an input is called, without its folder: `dog.jpg`. Addresses may have none: that is an empty text. */
export function inputName({ absolutePath }: InputFile): string {
  if (!isWebAddress(absolutePath)) return basename(absolutePath);
  const name = URL.canParse(absolutePath) ? basename(new URL(absolutePath).pathname) : '';
  // The end says of what kind it is.
  return name.replaceAll(/[^\w.-]+/g, '_').slice(-MOST_CHARACTERS);
}
