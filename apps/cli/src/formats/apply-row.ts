import type { Prediction } from '@modelzoo/core';
import type { InputFile } from '../inputs/expand-inputs.js';

/** What a model said of one input, or why it could not. */
export type ApplyRow = InputFile &
  ({ readonly prediction: Prediction; readonly error?: undefined } | { readonly error: Error });
