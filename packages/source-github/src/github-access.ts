import { ZooError, type PluginContext } from '@modelzoo/core';
import type { GitHubOptions } from './github-options.js';
import type { GitHubLocator } from './github-reference.js';
import { findServer, type GitHubServer } from './github-server.js';
import { findToken, type GitHubToken } from './github-token.js';
import type { RunGh } from './run-gh.js';

/** Everything that is needed to ask about one repository. */
export interface GitHubAccess {
  readonly locator: GitHubLocator;
  /** `owner/repo`. */
  readonly repository: string;
  readonly server: GitHubServer;
  readonly token: GitHubToken | undefined;
}

/**
 * Finds the server of a repository and the token for it. For those who are about to make a request.
 *
 * @throws ZooError `ERR_ZOO_OFFLINE`, and `ERR_ZOO_CONFIG_INVALID` when the server or the token is not configured as it
 *   should be
 */
export async function prepareAccess(
  locator: GitHubLocator,
  options: GitHubOptions,
  context: PluginContext,
  runGh: RunGh,
): Promise<GitHubAccess> {
  const repository = `${locator.owner}/${locator.repo}`;
  const server = findServer(locator, options, context.env);
  if (context.offline) {
    throw new ZooError('ERR_ZOO_OFFLINE', `GitHub cannot be asked about ${repository} while the zoo is offline.`, {
      hint: 'Go online and try again. Nothing was changed.',
      details: { repository },
    });
  }
  return { locator, repository, server, token: await findToken(server, options, context, runGh) };
}
