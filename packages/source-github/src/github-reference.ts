import type { SourceLocator } from '@modelzoo/core';
import { formatTail, parseTail } from './reference-tail.js';
import { enterpriseServer } from './web-address.js';

/** A repository on GitHub, perhaps at a ref and below a folder. */
export interface GitHubLocator extends SourceLocator {
  readonly provider: 'github';
  /** Origin of the enterprise server (`https://ghe.example.com`). Absent: github.com. */
  readonly server?: string;
  /** In lower case, as GitHub compares it. */
  readonly owner: string;
  /** In lower case, as GitHub compares it. */
  readonly repo: string;
  /** Everything behind the repository: a ref, perhaps followed by a sub-path. Absent: the default branch. */
  readonly tail?: string;
  /** The part of `tail` that is the ref. Only the repository can tell, so it is known once resolved. */
  readonly ref?: string;
}

/** What beside the reference decides how it is read. */
export interface GitHubReferenceOptions {
  /** Web address of an enterprise server whose URLs are GitHub references too. */
  readonly serverUrl?: string | undefined;
  /** Further servers of that kind. */
  readonly hosts?: readonly { readonly serverUrl: string }[] | undefined;
}

const MAX_REFERENCE_LENGTH = 2048;
const OWNER = /^[a-z\d][a-z\d_-]{0,99}$/;
const REPO = /^(?!-)(?!\.{1,2}$)(?!.*\.git$)[a-z\d_.-]{1,100}$/;
const HEX = /^[\da-f]{4,40}$/i;
const PUBLIC_HOST = /^(?:www\.)?github\.com$/;
/** Pages of a repository that are no content of it. A ref of that name is reached with `tree/`. */
const PAGE = /^(?:actions|blame|blob|commits|compare|discussions|edit|issues|pulls?|raw|wiki)$/;
const ARCHIVE_NAME = /\.(?:zip|tar\.gz|tgz)$/i;

/** Forces this provider; what follows may be any form. */
const SCHEME = /^github:/i;

type Form = 'url' | 'ssh' | 'short';

/** The forms that {@link parseGitHubReference} understands, for messages. */
export const gitHubForms: readonly string[] = [
  'owner/repo',
  'owner/repo/<branch, tag or commit>[/<folder>]',
  'owner/repo#<branch, tag or commit>',
  'github:owner/repo',
  'https://github.com/owner/repo[/tree/<branch>[/<folder>]]',
  'https://github.com/owner/repo/commit/<sha>',
  'https://github.com/owner/repo/releases/tag/<tag>',
  'git@github.com:owner/repo.git',
];

/**
 * Reads a reference to a GitHub repository. Pure and total. Hosts, owners and repositories are compared without case;
 * refs and folders with it. The key is `github:owner/repo[/tree/<tail>]`, or the URL of an enterprise server's.
 *
 * @returns `undefined` for everything else: other hosts, ports, credentials, archives, pages of a repository that are
 *   no tree, and spellings that no repository, ref or folder has
 */
export function parseGitHubReference(
  reference: string,
  options: GitHubReferenceOptions = {},
): GitHubLocator | undefined {
  if (reference.length > MAX_REFERENCE_LENGTH) return undefined;
  const address = readAddress(reference.replace(SCHEME, ''), enterpriseServers(options));
  if (address === undefined) return undefined;

  const [path = '', fragment, ...more] = address.path.split('#');
  if (more.length > 0 || path.includes('?')) return undefined;
  const [rawOwner = '', rawRepo = '', ...rest] = path.replace(/\/$/, '').split('/');
  const owner = rawOwner.toLowerCase();
  const repo = rest.length === 0 ? rawRepo.toLowerCase().replace(/\.git$/, '') : rawRepo.toLowerCase();
  if (!OWNER.test(owner) || !REPO.test(repo)) return undefined;

  const written = fragment === undefined ? readTail(rest, address.form) : readFragment(fragment, rest, address.form);
  if (written === undefined) return undefined;
  const tail = written.length === 0 ? [] : parseTail(written);
  return tail && createLocator(address.server, owner, repo, tail);
}

function createLocator(
  server: string | undefined,
  owner: string,
  repo: string,
  tail: readonly string[],
): GitHubLocator {
  const root = server === undefined ? `github:${owner}/${repo}` : `${server}/${owner}/${repo}`;
  const base = { provider: 'github', ...(server !== undefined && { server }), owner, repo } as const;
  if (tail.length === 0) return { ...base, key: root };
  return { ...base, key: `${root}/tree/${formatTail(tail)}`, tail: tail.join('/') };
}

function enterpriseServers({ serverUrl, hosts = [] }: GitHubReferenceOptions): readonly string[] {
  const urls = [serverUrl, ...hosts.map((host) => host.serverUrl)];
  return urls.map(enterpriseServer).filter((server) => server !== undefined);
}

interface Address {
  readonly form: Form;
  readonly server: string | undefined;
  /** `owner/repo` and what follows. */
  readonly path: string;
}

/** Tells the way a reference is written, the server it names, and its path there. */
function readAddress(reference: string, servers: readonly string[]): Address | undefined {
  const match = (pattern: RegExp, form: Form): Address | undefined => {
    const [, rawHost = '', path = ''] = pattern.exec(reference) ?? [];
    const host = rawHost.toLowerCase();
    if (PUBLIC_HOST.test(host)) return { form, server: undefined, path };
    const server = servers.find((origin) => new URL(origin).host === host);
    return server === undefined ? undefined : { form, server, path };
  };

  if (reference.includes('://')) return match(/^https?:\/\/([^/]+)\/(.+)$/i, 'url');
  return (
    match(/^git@([^/]+?):(.+)$/, 'ssh') ??
    // Only a name with a dot or a port reads as a host; `ghe/x/y` is an owner, a repository and a branch.
    match(/^([^/]+[.:][^/]+)\/(.+)$/, 'url') ?? { form: 'short', server: undefined, path: reference }
  );
}

/** Segments of the tail as they are written; none for the repository itself; `undefined` when it is no tree of it. */
function readTail(rest: readonly string[], form: Form): readonly string[] | undefined {
  const [first = '', second = '', ...others] = rest;
  if (rest.length === 0) return [];
  if (form === 'ssh') return undefined;
  if (first === 'tree' && rest.length > 1) return rest.slice(1);
  if (first === 'commit' && rest.length > 1) {
    return rest.length === 2 && HEX.test(second) ? [second.toLowerCase()] : undefined;
  }
  if (first === 'releases' && second === 'tag' && others.length > 0) return others;
  return form === 'short' && !isPage(rest) ? rest : undefined;
}

function readFragment(fragment: string, rest: readonly string[], form: Form): readonly string[] | undefined {
  // On a page's URL a fragment is a place to scroll to.
  if (form === 'url' || rest.length > 0 || fragment === '') return undefined;
  return fragment.split('/');
}

function isPage([first = '', second = '', ...others]: readonly string[]): boolean {
  if (first === 'releases') return second === 'download';
  if (first === 'archive') return ARCHIVE_NAME.test(others.at(-1) ?? second);
  return PAGE.test(first);
}
