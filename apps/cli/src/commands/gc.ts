import type { GarbageResult } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Arguments of `zoo gc`. */
export interface GarbageOptions {
  readonly dryRun: boolean;
  /** `undefined`: as long as each kind of thing usually waits. */
  readonly olderThanMs: number | undefined;
}

/** Deletes what nobody needs. */
export function collectGarbage(
  { dryRun, olderThanMs }: GarbageOptions,
  { zoo, signal }: CommandContext,
): Promise<GarbageResult> {
  return zoo.collectGarbage({ dryRun, olderThanMs, signal });
}
