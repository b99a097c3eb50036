export { createLoopbackGitHub } from './loopback-github.js';
export type { LoopbackGitHub, LoopbackGitHubOptions, LoopbackGitHubRequest } from './loopback-github.js';
export type { LoopbackRepository } from './loopback-github-state.js';
export type { LoopbackRefusal } from './loopback-github-refusals.js';
export { createGitRepository, hasGit } from './git-repository.js';
export type { GitCommitOptions, GitFiles, GitRefEntry, GitRepository } from './git-repository.js';
