import type { AdvertisedRef } from './ls-refs.js';
import { splitsOf } from './reference-split.js';

/** A ref that a tail begins with. */
export interface FoundRef {
  /** As the API takes it: `HEAD`, `heads/main`, `tags/v1`. */
  readonly ref: string;
  readonly subPath?: string;
  readonly commitSha: string;
}

/** The default branch. */
export const DEFAULT_BRANCH = 'HEAD';

/** What to ask a git server for, so that {@link findAdvertisedRef} can tell where the ref of a tail ends. */
export function refPrefixes(segments: readonly string[]): readonly string[] {
  const names = splitsOf(segments).flatMap(({ ref }) => candidates(ref));
  return [...new Set([DEFAULT_BRANCH, ...names])];
}

/** The longest ref that the tail begins with; of a branch and a tag of one name, the branch, as on GitHub's pages. */
export function findAdvertisedRef(segments: readonly string[], refs: readonly AdvertisedRef[]): FoundRef | undefined {
  const byName = new Map(refs.map((ref) => [ref.name, ref]));
  for (const split of splitsOf(segments)) {
    for (const name of candidates(split.ref)) {
      const found = byName.get(name);
      if (found === undefined) continue;
      return { ...split, ref: name.replace(/^refs\//, ''), commitSha: found.commitSha };
    }
  }
  return undefined;
}

/** The full names that a short one may stand for, the likeliest first. */
function candidates(ref: string): readonly string[] {
  if (ref === DEFAULT_BRANCH) return [ref];
  const names = [`refs/heads/${ref}`, `refs/tags/${ref}`];
  if (ref.startsWith('refs/')) names.push(ref);
  else if (/^(?:heads|tags|pull)\//.test(ref)) names.push(`refs/${ref}`);
  return names;
}
