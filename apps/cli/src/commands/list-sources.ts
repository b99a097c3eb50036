import type { RegisteredSource } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** All registered sources. */
export function listSources(context: CommandContext): Promise<readonly RegisteredSource[]> {
  return context.zoo.listSources();
}
