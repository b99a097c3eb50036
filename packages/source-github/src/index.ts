export { github } from './github.js';
export type { GitHubHost, GitHubOptions } from './github-options.js';
export { parseGitHubReference, type GitHubLocator, type GitHubReferenceOptions } from './github-reference.js';
