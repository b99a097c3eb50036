import type { OutdatedSource } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { LockArguments } from './lock.js';

/** What moved upstream since the lock file was written. */
export function listOutdated(
  { lockFile }: Pick<LockArguments, 'lockFile'>,
  { zoo, signal }: CommandContext,
): Promise<readonly OutdatedSource[]> {
  return zoo.listOutdated(lockFile, { signal });
}
