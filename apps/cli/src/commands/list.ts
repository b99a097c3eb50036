import type { ModelSummary } from '@modelzoo/core';
import type { ReadingContext } from '../reading-context.js';

/** Arguments of `zoo list`. */
export interface ListOptions {
  readonly tags: readonly string[];
  readonly source: string | undefined;
  readonly license: string | undefined;
  readonly downloaded: boolean;
  readonly names: boolean;
}

/** The models that were asked for, and whether their names are enough. */
export interface ModelListing {
  readonly models: readonly ModelSummary[];
  readonly namesOnly: boolean;
  /** Whether conditions were given, so that an empty list says nothing about the zoo. */
  readonly filtered: boolean;
}

/** Models of all sources that fit every condition. */
export async function listModels(options: ListOptions, context: ReadingContext): Promise<ModelListing> {
  const { tags, source, license, downloaded } = options;
  const models = await context.zoo.listModels({
    ...(tags.length > 0 && { tags }),
    source,
    license,
    ...(downloaded && { downloaded }),
  });
  const filtered = tags.length > 0 || source !== undefined || license !== undefined || downloaded;
  return { models, namesOnly: options.names, filtered };
}
