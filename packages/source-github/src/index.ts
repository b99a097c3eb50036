export { github } from './github.js';
export type { GitHubOptions } from './github-options.js';
export { parseGitHubReference, type GitHubLocator, type GitHubReferenceOptions } from './github-reference.js';
