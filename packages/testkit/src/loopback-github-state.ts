import type { GitRepository } from './git-repository.js';
import type { LoopbackLfs } from './loopback-lfs.js';
import type { LoopbackRefusal } from './loopback-github-refusals.js';

/** A repository of a loopback GitHub. */
export interface LoopbackRepository {
  /** What is in it. Without a branch or tag it is an empty repository. */
  readonly git: GitRepository;
  /** Hidden, behind a 404, from everybody without one of the server's tokens. Default `false`. */
  readonly isPrivate?: boolean;
  /** What GitHub does instead of showing it. */
  readonly refusal?: LoopbackRefusal;
  /** `owner/repo` that it was renamed to: its old name redirects there. */
  readonly movedTo?: string;
  /** Its Git LFS store. Default: LFS is disabled. */
  readonly lfs?: LoopbackLfs;
}

/** A repository with the name that its owner gave it. */
export interface NamedRepository extends LoopbackRepository {
  /** `owner/repo`. */
  readonly name: string;
  readonly id: number;
}

/** What the servers of a loopback GitHub share. */
export interface LoopbackGitHubState {
  readonly apiUrl: string;
  readonly archiveUrl: string;
  readonly serverUrl: string;
  readonly tokens: readonly string[];
  /** Whatever its case. */
  findRepository(name: string): NamedRepository | undefined;
  findRepositoryById(id: number): NamedRepository | undefined;
}
