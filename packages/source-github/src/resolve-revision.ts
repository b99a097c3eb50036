import { ZooError, type PinnedSource } from '@modelzoo/core';
import { DEFAULT_BRANCH, findAdvertisedRef, refPrefixes } from './find-advertised-ref.js';
import type { GitAnswer } from './git-smart-http.js';
import type { GitHubApi, ResolvedRef } from './github-api.js';
import type { GitHubLocator } from './github-reference.js';
import { splitAt } from './reference-split.js';
import { resolveByApi, resolveShortCommit, type ApiRef } from './resolve-by-api.js';

const FULL_SHA = /^[0-9a-f]{40}$/;
/** As short as GitHub itself takes a commit. */
const SHORT_SHA = /^[0-9a-f]{4,39}$/i;

type Pinned = PinnedSource<GitHubLocator>;

/** The two ways to ask about one repository. */
export interface GitHubRepository {
  readonly api: GitHubApi;
  /** Asks the git server, which counts nothing. `undefined`: none is known. */
  askGit(prefixes: readonly string[]): Promise<GitAnswer | undefined>;
}

/**
 * Fixes a locator to a commit. What stands behind the longest existing ref is the sub-path. The git server is asked
 * first, and the API where that gives no answer, or cannot: it knows no short commits. A full commit needs neither.
 *
 * @param connect - called when there is something to ask
 * @throws ZooError `ERR_ZOO_REVISION_NOT_FOUND`, `ERR_ZOO_SOURCE_EMPTY`, and what the API throws
 */
export async function resolveRevision(
  locator: GitHubLocator,
  previous: Pinned | undefined,
  connect: () => Promise<GitHubRepository>,
): Promise<Pinned> {
  const known = previous?.locator.key === locator.key ? previous : undefined;
  if (known !== undefined && FULL_SHA.test(known.locator.ref ?? '')) return known;
  const segments = locator.tail?.split('/') ?? [DEFAULT_BRANCH];
  const [first = ''] = segments;
  if (FULL_SHA.test(first)) return pin(locator, { ...splitAt(segments, 1), commit: { sha: first, etag: undefined } });

  const repository = await connect();
  const knownRef = known?.locator.ref?.split('/') ?? [];
  const answer = await repository.askGit([...new Set([...refPrefixes(knownRef), ...refPrefixes(segments)])]);
  if (answer?.kind === 'refs') return resolveByRefs(locator, repository.api, answer, known);
  try {
    return await askApi(locator, repository.api, known);
  } catch (error) {
    // The API would tell more if it answered; what the git server said is better than nothing.
    const isHidden = answer?.status === 401 || answer?.status === 404;
    throw isHidden && ZooError.is(error, 'ERR_ZOO_RATE_LIMITED')
      ? repository.api.failures.sourceNotFound(error)
      : error;
  }
}

async function resolveByRefs(
  locator: GitHubLocator,
  api: GitHubApi,
  { refs, movedTo }: Extract<GitAnswer, { readonly kind: 'refs' }>,
  known: Pinned | undefined,
): Promise<Pinned> {
  if (movedTo !== undefined) api.tellOfMove(movedTo);
  const segments = locator.tail?.split('/') ?? [DEFAULT_BRANCH];
  const again = known && findExactRef(known.locator.ref, refs);
  if (known !== undefined && again !== undefined) {
    return again === known.revision ? known : { locator: known.locator, revision: again };
  }
  const found = findAdvertisedRef(segments, refs);
  if (found !== undefined) {
    const { commitSha, ...split } = found;
    return pin(locator, { ...split, commit: { sha: commitSha, etag: undefined } });
  }
  const [first = ''] = segments;
  const short = SHORT_SHA.test(first) ? await resolveShortCommit(segments, api) : undefined;
  // Of a short commit the long one is kept, which nobody has to be asked about again.
  if (short !== undefined) return pin(locator, { ...short, ref: short.commit.sha });
  if (refs.every(({ name }) => name !== DEFAULT_BRANCH)) throw api.failures.sourceEmpty();
  throw api.failures.revisionNotFound(locator.tail);
}

async function askApi(locator: GitHubLocator, api: GitHubApi, known: Pinned | undefined): Promise<Pinned> {
  const ref = known?.locator.ref;
  if (known !== undefined && ref !== undefined) {
    const resolved = await api.findCommit(ref, known.memo?.['etag']);
    if (resolved === 'unchanged') return known;
    if (resolved !== undefined) return withCommit(known.locator, resolved);
    // The ref of the last time is gone, and the tail has to be read anew.
  }
  const found = await resolveByApi(locator.tail?.split('/') ?? [DEFAULT_BRANCH], api);
  if (found === undefined) throw api.failures.revisionNotFound(locator.tail);
  const isShort = SHORT_SHA.test(found.ref) && found.commit.sha.startsWith(found.ref.toLowerCase());
  return pin(locator, isShort ? { ...found, ref: found.commit.sha } : found);
}

function findExactRef(
  ref: string | undefined,
  refs: Extract<GitAnswer, { readonly kind: 'refs' }>['refs'],
): string | undefined {
  const found = ref === undefined ? undefined : findAdvertisedRef(ref.split('/'), refs);
  return found?.subPath === undefined ? found?.commitSha : undefined;
}

function pin(locator: GitHubLocator, { ref, subPath, commit }: ApiRef): Pinned {
  // Where the sub-path began the last time says nothing now.
  const { subPath: _subPath, ...repository } = locator;
  return withCommit({ ...repository, ref, ...(subPath !== undefined && { subPath }) }, commit);
}

function withCommit(locator: GitHubLocator, { sha, etag }: ResolvedRef): Pinned {
  return { locator, revision: sha, ...(etag !== undefined && { memo: { etag } }) };
}
