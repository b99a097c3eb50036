import type { InstallResult } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { LockArguments } from './lock.js';

/** Arguments of `zoo install`. */
export interface InstallArguments extends LockArguments {
  /** Never write the lock file. */
  readonly frozen: boolean;
}

/** Brings exactly what the lock file names. */
export function installLock(
  { models, lockFile, frozen }: InstallArguments,
  { zoo, signal }: CommandContext,
): Promise<InstallResult> {
  return zoo.installLock(lockFile, { models, frozen, signal });
}
