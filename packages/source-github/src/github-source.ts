import type { SourceProvider } from '@modelzoo/core';
import { createGitHubApi } from './github-api.js';
import type { GitHubOptions } from './github-options.js';
import { gitHubForms, parseGitHubReference, type GitHubLocator } from './github-reference.js';
import { checkServerOptions, tokenOrigin } from './github-server.js';
import { resolveRevision } from './resolve-revision.js';

/** @throws ZooError `ERR_ZOO_CONFIG_INVALID` when `apiUrl` or `serverUrl` is no web address */
export function createGitHubSource(options: GitHubOptions = {}): SourceProvider<GitHubLocator> {
  checkServerOptions(options);
  return {
    specVersion: 'v1',
    id: 'github',
    forms: gitHubForms,
    access: {
      env: ['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_API_URL'],
      origins(env) {
        const origin = tokenOrigin(options, env);
        return origin === undefined ? [] : [origin];
      },
    },
    parse: (reference) => parseGitHubReference(reference, options),
    async doResolve(locator, context) {
      context.signal.throwIfAborted();
      return resolveRevision(locator, createGitHubApi(locator, options, context), context.previous);
    },
    async doOpen({ locator, revision }, context) {
      context.signal.throwIfAborted();
      const { stream, sizeBytes } = await createGitHubApi(locator, options, context).openArchive(revision);
      return { kind: 'archive', stream, sizeBytes };
    },
  };
}
