import type { DeleteResult } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Arguments of `zoo delete-source`. */
export interface DeleteSourceOptions {
  readonly source: string;
  readonly keepModels: boolean;
}

/** Unregisters a source that the user named, and by default deletes its models with it. */
export function deleteSource(options: DeleteSourceOptions, context: CommandContext): Promise<DeleteResult> {
  return context.zoo.deleteSource(options.source, { keepModels: options.keepModels });
}
