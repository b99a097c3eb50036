import type { GitHubApi, GitRef, ResolvedRef } from './github-api.js';
import { DEFAULT_BRANCH } from './find-advertised-ref.js';
import { splitAt, splitsOf, type ReferenceSplit } from './reference-split.js';

/** As short as git itself abbreviates. */
const ABBREVIATED_SHA = /^[0-9a-f]{7,39}$/;

const PULL_REQUEST = /^pull\/\d+\/(?:head|merge)(?:\/|$)/;
const PULL_REQUEST_SEGMENTS = 3;

/** Where the ref ends in the tail, and its commit if that is known already. */
interface Split extends ReferenceSplit {
  readonly commit?: ResolvedRef | undefined;
}

/** A ref as the API takes it (`main`, `tags/v1`, a commit), and what it stands for. */
export interface ApiRef extends ReferenceSplit {
  readonly commit: ResolvedRef;
}

/**
 * Finds the longest existing ref that a tail begins with by asking the REST API: one request for the default branch, a
 * ref or a commit; two when folders follow. Only tags with two folders behind them, where a repository has more tags than
 * one answer holds, or with a slash and a beginning like a commit's, cost more.
 *
 * @returns `undefined` when there is none
 * @throws ZooError what the API throws
 */
export async function resolveByApi(segments: readonly string[], api: GitHubApi): Promise<ApiRef | undefined> {
  const { commit, ...split } = await splitTail(segments, api);
  const resolved = commit ?? (await api.findCommit(split.ref));
  return isFound(resolved) ? { ...split, commit: resolved } : undefined;
}

/** Finds the commit that a tail begins with in short, which only the API can tell. Costs one request. */
export async function resolveShortCommit(segments: readonly string[], api: GitHubApi): Promise<ApiRef | undefined> {
  const split = splitAt(segments, 1);
  const commit = await api.findCommit(split.ref);
  return isFound(commit) && commit.sha.startsWith(split.ref.toLowerCase()) ? { ...split, commit } : undefined;
}

async function splitTail(segments: readonly string[], api: GitHubApi): Promise<Split> {
  const [first = ''] = segments;
  if (segments.length === 1 || first === DEFAULT_BRANCH) return splitAt(segments, 1);
  if (segments.length === 2) {
    const commit = await api.findCommit(segments.join('/'));
    return isFound(commit) ? { ...splitAt(segments, 2), commit } : splitAt(segments, 1);
  }
  return (await splitByLists(segments, api)) ?? splitAt(segments, 1);
}

/** Asks for all branches and tags that begin alike, where trying every prefix would cost a request for each slash. */
async function splitByLists(segments: readonly string[], api: GitHubApi): Promise<Split | undefined> {
  const named = await splitByNamespace(segments[0] === 'refs' ? segments.slice(1) : segments, api);
  if (named !== undefined || segments[0] === 'refs') return named;
  const branch = await longestRef(segments, 'heads', api);
  if (branch !== undefined && branch.subPath === undefined) return branch;
  const [first = ''] = segments;
  if (branch === undefined && ABBREVIATED_SHA.test(first)) {
    // A commit, or a tag of this name; then none begins with it and a slash.
    const commit = await api.findCommit(first);
    if (isFound(commit)) return { ...splitAt(segments, 1), commit };
  }
  const tag = await longestTag(segments, api);
  return lengthOf(tag) > lengthOf(branch) ? tag : branch;
}

/** What says itself which kind of ref it is: `heads/main/models`, `tags/v1/models`, `pull/7/head`. */
async function splitByNamespace(segments: readonly string[], api: GitHubApi): Promise<Split | undefined> {
  const [space, ...name] = segments;
  if (space === 'heads') return longestRef(name, space, api);
  if (space === 'tags') return longestTag(name, api);
  return PULL_REQUEST.test(segments.join('/')) ? splitAt(segments, PULL_REQUEST_SEGMENTS) : undefined;
}

/** The list of all tags tells the commits of annotated ones, too, which would be asked for one by one. */
async function longestTag(segments: readonly string[], api: GitHubApi): Promise<Split | undefined> {
  const { refs, isComplete } = await api.listTags();
  // No other tag can fit: none begins with another's name and a slash.
  return findRef(segments, 'tags', refs) ?? (isComplete ? undefined : longestRef(segments, 'tags', api));
}

async function longestRef(
  segments: readonly string[],
  space: 'heads' | 'tags',
  api: GitHubApi,
): Promise<Split | undefined> {
  return findRef(segments, space, await api.listRefs(`${space}/${segments[0] ?? ''}`));
}

function findRef(segments: readonly string[], space: 'heads' | 'tags', refs: readonly GitRef[]): Split | undefined {
  const byName = new Map(refs.map((ref) => [ref.name, ref]));
  for (const split of splitsOf(segments)) {
    const found = byName.get(`${space}/${split.ref}`);
    if (found === undefined) continue;
    const commit = found.commitSha === undefined ? undefined : { sha: found.commitSha, etag: undefined };
    return { ...split, ref: found.name, commit };
  }
  return undefined;
}

/** Segments of the tail that the split takes for the ref, without its namespace. */
function lengthOf(split: Split | undefined): number {
  return split === undefined ? 0 : split.ref.split('/').length - 1;
}

function isFound(commit: ResolvedRef | 'unchanged' | undefined): commit is ResolvedRef {
  return commit !== undefined && commit !== 'unchanged';
}
