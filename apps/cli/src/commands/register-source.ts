import type { RegisterResult } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Arguments of `zoo register-source`. */
export interface RegisterSourceOptions {
  readonly reference: string;
  readonly alias: string | undefined;
  readonly overwrite: boolean;
}

/** Registers a source. Runs no code of it. */
export function registerSource(options: RegisterSourceOptions, context: CommandContext): Promise<RegisterResult> {
  const { reference, alias, overwrite } = options;
  return context.zoo.registerSource(reference, { alias, overwrite, signal: context.signal });
}
