import { resolve } from 'node:path';
import type { InstallResult } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { LightContext } from '../reading-context.js';
import type { LockArguments } from './lock.js';

/** Arguments of `zoo install`. */
export interface InstallArguments extends LockArguments {
  /** Never write the lock file. */
  readonly frozen: boolean;
}

/** How the keys of our own providers begin, whoever configures them. */
const KEYS: Readonly<Record<string, RegExp>> = { github: /^github:/, npm: /^npm:/, url: /^(?:https?|file):/ };
/** On GitHub's own runners the variables say what is so without them. */
const USUAL_HOSTS: ReadonlySet<unknown> = new Set([undefined, '', 'https://github.com', 'https://api.github.com']);

/** The result of {@link installLock} when everything is there; `undefined` when it has to look. */
export async function findInstalled(
  { models, lockFile = 'zoo.lock' }: InstallArguments,
  { zoo, cwd, env, config }: LightContext,
): Promise<InstallResult | undefined> {
  // Other hosts may change which provider reads a reference.
  const isUsual = ['GITHUB_API_URL', 'GITHUB_SERVER_URL'].every((name) => USUAL_HOSTS.has(env[name]));
  if (models.length > 0 || !isUsual || config?.github !== undefined) return undefined;
  return zoo.findInstalled(resolve(cwd, lockFile), (text, provider) => KEYS[provider]?.test(text) === true);
}

/** Brings exactly what the lock file names. */
export function installLock(
  { models, lockFile, frozen }: InstallArguments,
  { zoo, signal }: CommandContext,
): Promise<InstallResult> {
  return zoo.installLock(lockFile, { models, frozen, signal });
}
