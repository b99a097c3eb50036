import type { PinnedSource } from '@modelzoo/core';
import type { GitHubApi, GitRef, ResolvedRef } from './github-api.js';
import type { GitHubLocator } from './github-reference.js';

const DEFAULT_BRANCH = 'HEAD';
const FULL_SHA = /^[0-9a-f]{40}$/;
/** As short as git itself abbreviates. */
const ABBREVIATED_SHA = /^[0-9a-f]{7,39}$/;

/** Where the ref ends in the tail, and its commit if that is known already. */
interface Split {
  /** As the API takes it: `main`, `tags/v1`, a commit. */
  readonly ref: string;
  readonly subPath: string | undefined;
  readonly commit?: ResolvedRef | undefined;
}

/**
 * Fixes a locator to a commit. What stands behind the longest existing ref is the sub-path. Costs one request for the
 * default branch, a ref or a commit; two when folders follow a ref, and a third when that is an annotated tag.
 *
 * @throws ZooError `ERR_ZOO_REVISION_NOT_FOUND`, and what the API throws
 */
export async function resolveRevision(
  locator: GitHubLocator,
  api: GitHubApi,
  previous: PinnedSource<GitHubLocator> | undefined,
): Promise<PinnedSource<GitHubLocator>> {
  if (previous?.locator.key === locator.key) {
    const again = await resolveAgain(previous, api);
    if (again !== undefined) return again;
  }
  const { ref, subPath, commit } = await splitTail(locator.tail?.split('/') ?? [DEFAULT_BRANCH], api);
  const resolved = commit ?? (await api.findCommit(ref));
  if (!isFound(resolved)) throw api.revisionNotFound(locator.tail ?? ref);
  // Where the sub-path began the last time says nothing now.
  const { subPath: _subPath, ...repository } = locator;
  return pin({ ...repository, ref, ...(subPath !== undefined && { subPath }) }, resolved);
}

/** Asks what the ref of the last time stands for now. `undefined`: it is gone, and the tail has to be read anew. */
async function resolveAgain(
  previous: PinnedSource<GitHubLocator>,
  api: GitHubApi,
): Promise<PinnedSource<GitHubLocator> | undefined> {
  const { ref } = previous.locator;
  if (ref === undefined) return undefined;
  if (FULL_SHA.test(ref)) return previous;
  const resolved = await api.findCommit(ref, previous.memo?.['etag']);
  if (resolved === 'unchanged') return previous;
  return resolved && pin(previous.locator, resolved);
}

function pin(locator: GitHubLocator, { sha, etag }: ResolvedRef): PinnedSource<GitHubLocator> {
  return { locator, revision: sha, ...(etag !== undefined && { memo: { etag } }) };
}

async function splitTail(segments: readonly string[], api: GitHubApi): Promise<Split> {
  const [first = ''] = segments;
  if (segments.length === 1 || first === DEFAULT_BRANCH || FULL_SHA.test(first)) return splitAt(segments, 1);
  if (ABBREVIATED_SHA.test(first)) {
    const commit = await api.findCommit(first);
    if (isFound(commit) && commit.sha.startsWith(first)) return splitAt(segments, 1, commit);
  }
  if (segments.length === 2) {
    const commit = await api.findCommit(segments.join('/'));
    return isFound(commit) ? splitAt(segments, 2, commit) : splitAt(segments, 1);
  }
  return (await splitByLists(segments, api)) ?? splitAt(segments, 1);
}

function splitAt(segments: readonly string[], length: number, commit?: ResolvedRef): Split {
  const rest = segments.slice(length);
  const subPath = rest.length === 0 ? undefined : rest.join('/');
  return { ref: segments.slice(0, length).join('/'), subPath, commit };
}

/** Asks for all branches and tags that begin alike, where trying every prefix would cost a request for each slash. */
async function splitByLists(segments: readonly string[], api: GitHubApi): Promise<Split | undefined> {
  const [root, space, ...name] = segments;
  if (root === 'refs' && (space === 'heads' || space === 'tags')) return longestRef(name, space, api);
  const branch = await longestRef(segments, 'heads', api);
  if (branch !== undefined && branch.subPath === undefined) return branch;
  const tag = await longestRef(segments, 'tags', api);
  return lengthOf(tag) > lengthOf(branch) ? tag : branch;
}

async function longestRef(
  segments: readonly string[],
  space: 'heads' | 'tags',
  api: GitHubApi,
): Promise<Split | undefined> {
  const refs = new Map<string, GitRef>();
  for (const ref of await api.listRefs(`${space}/${segments[0] ?? ''}`)) refs.set(ref.name, ref);
  for (let length = segments.length; length > 0; length -= 1) {
    const { ref, subPath } = splitAt(segments, length);
    const found = refs.get(`${space}/${ref}`);
    if (found === undefined) continue;
    const commit = found.commitSha === undefined ? undefined : { sha: found.commitSha, etag: undefined };
    return { ref: found.name, subPath, commit };
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
