import type { GitHubBench } from './github-bench.js';

/** What a reference to a branch or a tag of the bench stands for, whoever is asked. */
export interface Resolution {
  readonly reference: string;
  readonly commit: keyof GitHubBench['commits'];
  /** The whole ref, as git advertises it. */
  readonly ref: string;
  readonly subPath?: string;
  /** What the API finds at once, without telling what it is; the same ref. Default: {@link ref}. */
  readonly apiRef?: string;
  /** Requests to the API, where nobody else is asked. */
  readonly apiRequests: number;
}

export const resolutions: readonly Resolution[] = [
  { reference: 'octo/zoo', commit: 'latest', ref: 'HEAD', apiRequests: 1 },
  { reference: 'octo/zoo/main', commit: 'latest', ref: 'heads/main', apiRef: 'main', apiRequests: 1 },
  { reference: 'octo/zoo#v1', commit: 'first', ref: 'tags/v1', apiRef: 'v1', apiRequests: 1 },
  { reference: 'octo/zoo#v2', commit: 'first', ref: 'tags/v2', apiRef: 'v2', apiRequests: 1 },
  {
    reference: 'https://github.com/octo/zoo/releases/tag/v2',
    commit: 'first',
    ref: 'tags/v2',
    apiRef: 'v2',
    apiRequests: 1,
  },
  { reference: 'octo/zoo/HEAD/models', commit: 'latest', ref: 'HEAD', subPath: 'models', apiRequests: 1 },
  { reference: 'octo/zoo/feat/x', commit: 'feature', ref: 'heads/feat/x', apiRef: 'feat/x', apiRequests: 1 },
  { reference: 'octo/zoo/heads/feat/x', commit: 'feature', ref: 'heads/feat/x', apiRequests: 1 },
  { reference: 'octo/zoo/refs/heads/feat/x', commit: 'feature', ref: 'heads/feat/x', apiRequests: 1 },
  {
    reference: 'octo/zoo/refs/heads/feat/x/models',
    commit: 'feature',
    ref: 'heads/feat/x',
    subPath: 'models',
    apiRequests: 1,
  },
  { reference: 'octo/zoo/refs/tags/v2', commit: 'first', ref: 'tags/v2', apiRequests: 1 },
  {
    reference: 'octo/zoo/main/models',
    commit: 'latest',
    ref: 'heads/main',
    subPath: 'models',
    apiRef: 'main',
    apiRequests: 2,
  },
  { reference: 'octo/zoo/v2/models', commit: 'first', ref: 'tags/v2', subPath: 'models', apiRef: 'v2', apiRequests: 2 },
  {
    reference: 'octo/zoo/main/models/vision',
    commit: 'latest',
    ref: 'heads/main',
    subPath: 'models/vision',
    apiRequests: 2,
  },
  { reference: 'octo/zoo/feat/x/models', commit: 'feature', ref: 'heads/feat/x', subPath: 'models', apiRequests: 2 },
  { reference: 'octo/zoo/v1/models/vision', commit: 'first', ref: 'tags/v1', subPath: 'models/vision', apiRequests: 2 },
  { reference: 'octo/zoo/refs/pull/7/head', commit: 'feature', ref: 'pull/7/head', apiRequests: 1 },
  {
    reference: 'octo/zoo/refs/pull/7/head/models',
    commit: 'feature',
    ref: 'pull/7/head',
    subPath: 'models',
    apiRequests: 1,
  },
  // Annotated tags.
  { reference: 'octo/zoo/v2/models/vision', commit: 'first', ref: 'tags/v2', subPath: 'models/vision', apiRequests: 2 },
  { reference: 'octo/zoo/release/2/final', commit: 'first', ref: 'tags/release/2/final', apiRequests: 2 },
  // The longest of a branch and a tag wins.
  { reference: 'octo/zoo/both/x/models', commit: 'first', ref: 'tags/both/x', subPath: 'models', apiRequests: 2 },
  {
    reference: 'octo/zoo/both/models/vision',
    commit: 'feature',
    ref: 'heads/both',
    subPath: 'models/vision',
    apiRequests: 2,
  },
  // A branch that could be a short commit is a branch.
  {
    reference: 'octo/zoo/deadbeef/models/vision',
    commit: 'first',
    ref: 'heads/deadbeef',
    subPath: 'models/vision',
    apiRequests: 2,
  },
];
