import type { PluginContext, SourceProvider } from '@modelzoo/core';
import { fetchLfsFile } from './fetch-lfs-file.js';
import { prepareAccess, type GitHubAccess } from './github-access.js';
import { createGitHubApi } from './github-api.js';
import type { GitHubOptions } from './github-options.js';
import { gitHubForms, parseGitHubReference, type GitHubLocator } from './github-reference.js';
import { checkServerOptions, serverVariables, tokenOrigins } from './github-server.js';
import { askGit } from './git-smart-http.js';
import { openArchive } from './open-archive.js';
import { resolveRevision } from './resolve-revision.js';
import { runGh, type RunGh } from './run-gh.js';

/**
 * @param gh - runs GitHub's own program, when the options ask for it
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` when an address is no web address, or a server is configured twice
 */
export function createGitHubSource(options: GitHubOptions = {}, gh: RunGh = runGh): SourceProvider<GitHubLocator> {
  checkServerOptions(options);
  const prepare = async (locator: GitHubLocator, context: PluginContext): Promise<GitHubAccess> =>
    prepareAccess(locator, options, context, gh);

  return {
    specVersion: 'v1',
    id: 'github',
    forms: gitHubForms,
    access: { env: serverVariables(options), origins: (env) => tokenOrigins(options, env) },
    parse: (reference) => parseGitHubReference(reference, options),
    async doResolve(locator, context) {
      context.signal.throwIfAborted();
      return resolveRevision(locator, context.previous, async () => {
        const access = await prepare(locator, context);
        return { api: createGitHubApi(access, context), askGit: async (prefixes) => askGit(access, prefixes, context) };
      });
    },
    async doOpen({ locator, revision }, context) {
      context.signal.throwIfAborted();
      const access = await prepare(locator, context);
      const { stream, sizeBytes } = await openArchive(revision, access, createGitHubApi(access, context), context);
      return { kind: 'archive', stream, sizeBytes };
    },
    async doFetchDeferred({ locator }, file, sink, context) {
      context.signal.throwIfAborted();
      await fetchLfsFile(await prepare(locator, context), file, sink, context);
    },
  };
}
