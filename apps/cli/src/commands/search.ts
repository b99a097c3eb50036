import type { ModelSummary } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Models whose name, tags or description have the words, best first. */
export function searchModels(words: readonly string[], context: CommandContext): Promise<readonly ModelSummary[]> {
  return context.zoo.searchModels(words.join(' '));
}
