import type { ModelDetails } from '@modelzoo/core';
import type { ReadingContext } from '../reading-context.js';

/** A model that the user named, and whose source it is from where several have one of that name. */
export interface ModelOptions {
  readonly model: string;
  readonly source: string | undefined;
}

/** Everything known about one model. */
export function showModel(options: ModelOptions, context: ReadingContext): Promise<ModelDetails> {
  return context.zoo.getModel(options.model, { source: options.source });
}
