import type { ModelVerification } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Arguments of `zoo verify`. */
export interface VerifyOptions {
  /** None: every downloaded model. */
  readonly models: readonly string[];
  readonly source: string | undefined;
  readonly repair: boolean;
  /** Also what was read before and has not changed since. */
  readonly full: boolean;
}

/** Finds out whether downloaded models are as they were downloaded, and mends them if asked to. */
export function verifyModels(
  { models, source, repair, full }: VerifyOptions,
  { zoo, signal }: CommandContext,
): Promise<readonly ModelVerification[]> {
  return zoo.verifyModels({ models, source, repair, full, signal });
}
