import type { ReadingContext } from '../reading-context.js';
import type { ModelOptions } from './info.js';

/** Absolute path of a downloaded model. */
export function findModel(options: ModelOptions, context: ReadingContext): Promise<string> {
  return context.zoo.findModel(options.model, { source: options.source });
}
