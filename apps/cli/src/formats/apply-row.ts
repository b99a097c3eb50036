import type { Prediction } from '@modelzoo/core';
import type { InputFile } from '../inputs/find-inputs.js';
import type { PictureSize } from './picture-size.js';

/** What a model said of one input, or why it could not. */
export type ApplyRow = InputFile & {
  /** The bytes that were at the input's URL. */
  readonly fetched?: Uint8Array | undefined;
  /** Of the picture, where it is known. */
  readonly size?: PictureSize | undefined;
} & ({ readonly prediction: Prediction; readonly error?: undefined } | { readonly error: Error });
