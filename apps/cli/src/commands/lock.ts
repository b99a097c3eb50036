import type { LockCheck, LockResult } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Arguments of `zoo lock`. */
export interface LockArguments {
  /** Names or references; none: what the lock file holds, or everything that is downloaded. */
  readonly models: readonly string[];
  /** `undefined`: `zoo.lock` in the current folder. */
  readonly lockFile: string | undefined;
}

/** Writes the lock file, or brings it up to date. */
export function writeLock({ models, lockFile }: LockArguments, { zoo, signal }: CommandContext): Promise<LockResult> {
  return zoo.writeLock(lockFile, { models, signal });
}

/** Tells whether the lock file is what a fresh one would be. */
export function checkLock({ models, lockFile }: LockArguments, { zoo, signal }: CommandContext): Promise<LockCheck> {
  return zoo.checkLock(lockFile, { models, signal });
}
