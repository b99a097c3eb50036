import type { ModelSummary } from '@modelzoo/core';
import type { ReadingContext } from '../reading-context.js';

/** Models whose name, tags or description have the words, best first. */
export function searchModels(words: readonly string[], context: ReadingContext): Promise<readonly ModelSummary[]> {
  return context.zoo.searchModels(words.join(' '));
}
