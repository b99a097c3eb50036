import type { RegisteredSource } from '@modelzoo/core';
import type { ReadingContext } from '../reading-context.js';

/** All registered sources. */
export function listSources(context: ReadingContext): Promise<readonly RegisteredSource[]> {
  return context.zoo.listSources();
}
