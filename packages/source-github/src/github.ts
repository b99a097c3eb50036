import type { ZooPlugin } from '@modelzoo/core';
import type { GitHubOptions } from './github-options.js';
import { createGitHubSource } from './github-source.js';

/**
 * The plugin for sources that are kept in GitHub repositories.
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` when `apiUrl` or `serverUrl` is no web address
 */
export function github(options: GitHubOptions = {}): ZooPlugin {
  return { name: '@modelzoo/source-github', specVersion: 'v1', sources: [createGitHubSource(options)] };
}
