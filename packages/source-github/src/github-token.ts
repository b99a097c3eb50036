import { ZooError, type PluginContext } from '@modelzoo/core';
import type { GitHubOptions } from './github-options.js';
import type { GitHubServer } from './github-server.js';
import type { RunGh } from './run-gh.js';
import { untilAborted } from './until-aborted.js';

/** A token, and where the user put it. */
export interface GitHubToken {
  readonly value: string;
  /** `GITHUB_TOKEN`, `GH_TOKEN`, `the options`, `gh`. */
  readonly name: string;
}

/**
 * The user's token for a server, if there is one. GitHub's own program is asked only when that is wanted, and never
 * offline, when nothing could be done with its answer.
 *
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` when the token cannot be sent in a header
 */
export async function findToken(
  { tokenPlaces, webUrl }: GitHubServer,
  options: GitHubOptions,
  context: PluginContext,
  runGh: RunGh,
): Promise<GitHubToken | undefined> {
  if (tokenPlaces === undefined) return undefined;
  for (const { name, value } of tokenPlaces) {
    // Secrets are often mounted as files, and end with a newline then.
    const token = value?.trim() ?? '';
    if (token !== '') return checkToken({ name, value: token });
  }
  if (options.useGhCli !== true || webUrl === undefined || context.offline) return undefined;
  const { host } = new URL(webUrl);
  const answer = await untilAborted(runGh(['auth', 'token', '--hostname', host], context.signal), context.signal);
  if (answer.kind === 'printed' && answer.text !== '') return checkToken({ name: 'gh', value: answer.text });
  context.log.warn(
    answer.kind === 'absent'
      ? `The program gh, which useGhCli asks for the token of ${host}, is not installed. Going on without a token.`
      : `The program gh has no token of ${host} (gh auth login --hostname ${host} gets one). Going on without a token.`,
  );
  return undefined;
}

function checkToken(token: GitHubToken): GitHubToken {
  if (/^[\x21-\x7e]+$/.test(token.value)) return token;
  throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The GitHub token in ${token.name} has characters that no token has.`, {
    hint: 'Copy the token again, without anything around it.',
  });
}
