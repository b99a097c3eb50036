import type { DeleteResult } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { ModelOptions } from './info.js';

/** Arguments of `zoo delete`. */
export interface DeleteOptions extends ModelOptions {
  readonly allVersions: boolean;
}

/** Deletes a downloaded model that the user named. */
export function deleteModel(options: DeleteOptions, context: CommandContext): Promise<DeleteResult> {
  const { source, allVersions } = options;
  return context.zoo.deleteModel(options.model, { source, allVersions });
}
