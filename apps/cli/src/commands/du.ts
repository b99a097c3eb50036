import type { HomeUsage } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** What takes the space. */
export function measureUsage({ zoo, signal }: CommandContext): Promise<HomeUsage> {
  return zoo.measureUsage({ signal });
}
