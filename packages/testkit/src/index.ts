export { createLoopbackGitHub } from './loopback-github.js';
export type {
  LoopbackGitHub,
  LoopbackGitHubHost,
  LoopbackGitHubOptions,
  LoopbackGitHubRequest,
} from './loopback-github.js';
export type { LoopbackRepository } from './loopback-github-state.js';
export type { LoopbackLfs, LoopbackLfsRefusal } from './loopback-lfs.js';
export { lfsObject, type LfsObject } from './lfs-object.js';
export type { LoopbackRefusal } from './loopback-github-refusals.js';
export { createGitRepository, hasGit } from './git-repository.js';
export type { GitCommitOptions, GitFiles, GitRefEntry, GitRepository } from './git-repository.js';

export { createTestContext, type TestContext, type TestContextOptions } from './plugin-context.js';
export { createMemorySink, type MemorySink } from './memory-sink.js';
export {
  createLoopbackOrigin,
  type LoopbackOrigin,
  type LoopbackOriginOptions,
  type LoopbackRoute,
} from './loopback-origin.js';
export type { LoopbackFault } from './loopback-fault.js';
export type { LoopbackRequest } from './loopback-request.js';
export type { HostileArchive } from './hostile-archive.js';
export { hostileArchives } from './hostile-archives.js';
export { seededFaults } from './seeded-faults.js';
export { seededBytes } from './seeded-bytes.js';
export { describeModelLoader } from './loader-conformance.js';
export type { ModelLoaderConformance } from './loader-conformance-subject.js';
export { describeModelManager } from './manager-conformance.js';
export type { ModelManagerConformance } from './manager-conformance-bench.js';
export { describeSourceProvider } from './source-conformance.js';
export type { SourceProviderConformance } from './source-conformance-bench.js';
