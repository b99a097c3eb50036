/** How a version relates to the plain one with the same numbers, from the least. */
const PHASES: readonly (readonly [rank: number, ...words: string[]])[] = [
  [0, 'dev', 'nightly', 'snapshot', 'canary'],
  [1, 'a', 'alpha'],
  [2, 'b', 'beta'],
  [3, 'c', 'rc', 'pre', 'preview'],
  [6, 'post', 'patch', 'hotfix', 'rev', 'r', 'p', 'sp'],
];
const LAST_PRERELEASE = 3;
/** `1.0-fp16`: some variety of 1.0, below the plain one. */
const VARIANT = 4;
const RELEASE = 5;
const PHASE_OF = new Map(PHASES.flatMap(([rank, ...words]) => words.map((word) => [word, rank] as const)));

/** Semantic versioning calls everything after the hyphen of three numbers a prerelease. */
const SEMVER_PRERELEASE = /^\d+\.\d+\.\d+-[0-9.-]*[a-z]/;

interface Version {
  readonly kind: 'word' | 'number';
  /** The leading numbers, without the zeros at their end: `1.0` is `1`. */
  readonly release: readonly string[];
  readonly phase: number;
  /** What follows the numbers, and the word that says the phase. */
  readonly rest: readonly string[];
  /** What follows a `+`. */
  readonly build: readonly string[];
}

/**
 * Orders versions, oldest first, whatever they look like; usable for `sort`. Numbers count as numbers (`1.9` < `1.10`), a
 * leading `v` and zeros at the end do not count (`v1.0` equals `1`), `1.0.dev1` < `1.0a1` < `1.0b1` < `1.0rc1` < `1.0` <
 * `1.0+build` < `1.0.post1`, dates are numbers, and words without a number in front (`latest`) stand below all of them.
 * Never throws.
 */
export function compareVersions(a: string, b: string): number {
  const left = readVersion(a);
  const right = readVersion(b);
  if (left.kind !== right.kind) return left.kind === 'word' ? -1 : 1;
  return (
    compareLists(left.release, right.release) ||
    left.phase - right.phase ||
    compareLists(left.rest, right.rest) ||
    compareLists(left.build, right.build)
  );
}

/** Whether a version precedes the one it is named after: `1.0rc1`, `2.0.dev3`, `1.0.0-anything`. */
export function isPrerelease(version: string): boolean {
  const { phase } = readVersion(version);
  return phase <= LAST_PRERELEASE || (phase === VARIANT && SEMVER_PRERELEASE.test(normalizeVersion(version)));
}

/** Which version {@link latestVersion} may choose. */
export interface LatestVersionOptions {
  /** Prereleases too. Default `false`: only when there is nothing else. */
  readonly prerelease?: boolean | undefined;
}

/** The newest of some versions, `undefined` of none. */
export function latestVersion(versions: Iterable<string>, options: LatestVersionOptions = {}): string | undefined {
  const all = [...versions];
  const stable = options.prerelease === true ? [] : all.filter((version) => !isPrerelease(version));
  const candidates = stable.length > 0 ? stable : all;
  // Spellings of one version (`v1.0`, `1.0.0`) tie; the answer must not hang on the order in which they came.
  return candidates.toSorted((a, b) => compareVersions(a, b) || compareText(a, b)).at(-1);
}

function normalizeVersion(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^v(?=\d)/, '');
}

function readVersion(text: string): Version {
  const [main = '', ...build] = normalizeVersion(text).split('+');
  const tokens = tokenize(main);
  const numbers = tokens.findIndex((token) => !isNumber(token));
  const release = numbers === -1 ? tokens : tokens.slice(0, numbers);
  const rest = numbers === -1 ? [] : tokens.slice(numbers);
  return {
    kind: release.length === 0 ? 'word' : 'number',
    release: withoutTrailingZeros(release),
    phase: release.length === 0 || rest[0] === undefined ? RELEASE : (PHASE_OF.get(rest[0]) ?? VARIANT),
    rest: rest[0] !== undefined && release.length > 0 ? withoutSynonym(rest) : rest,
    build: tokenize(build.join('.')),
  };
}

/** `a1` is `alpha1`: the phase has been told by its rank, so the word itself no longer counts. */
function withoutSynonym(rest: readonly string[]): readonly string[] {
  const [word = ''] = rest;
  return PHASE_OF.has(word) ? rest.slice(1) : rest;
}

/** Runs of digits, without leading zeros, and runs of anything else between separators. */
function tokenize(text: string): string[] {
  return (text.match(/\d+|[^\d\s._-]+/g) ?? []).map((token) => token.replace(/^0+(?=\d)/, ''));
}

function withoutTrailingZeros(numbers: readonly string[]): readonly string[] {
  return numbers.slice(0, numbers.findLastIndex((number) => number !== '0') + 1);
}

/** A list that ends first is less; a number is less than a word. */
function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    const order = compareTokens(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareTokens(a: string, b: string): number {
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
  // Numbers of any length: without leading zeros the longer one is the greater.
  return isNumber(a) && a.length !== b.length ? a.length - b.length : compareText(a, b);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isNumber(token: string): boolean {
  return /^\d/.test(token);
}
