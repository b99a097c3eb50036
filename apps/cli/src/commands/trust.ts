import type { TrustedSource } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';

/** Agrees to run the code of a source as it is now. */
export function trustSource(source: string, context: CommandContext): Promise<TrustedSource> {
  return context.zoo.trustSource(source);
}

/** What the user agreed to. */
export function listTrusted(context: CommandContext): Promise<readonly TrustedSource[]> {
  return context.zoo.listTrusted();
}

/** Takes the agreement to every content of a source back. */
export function untrustSource(source: string, context: CommandContext): Promise<readonly TrustedSource[]> {
  return context.zoo.untrustSource(source);
}
