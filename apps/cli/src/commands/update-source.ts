import type { UpdateResult, ZooError } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Arguments of `zoo update-source`. */
export interface UpdateSourceOptions {
  /** Empty: all that are registered. */
  readonly sources: readonly string[];
  readonly check: boolean;
}

/** Fetches what moved, or only tells with `check`. */
export function updateSource(options: UpdateSourceOptions, context: CommandContext): Promise<readonly UpdateResult[]> {
  const sources = options.sources.length === 0 ? undefined : options.sources;
  return context.zoo.updateSources(sources, { check: options.check, signal: context.signal });
}

/** Why the first of the sources that failed did. */
export function firstFailure(updates: readonly UpdateResult[]): ZooError | undefined {
  return updates.find(({ error }) => error !== undefined)?.error;
}
