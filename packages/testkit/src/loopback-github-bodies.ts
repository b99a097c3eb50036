import type { GitRefEntry } from './git-repository.js';
import type { LoopbackGitHubState, NamedRepository } from './loopback-github-state.js';

const WEB = 'https://github.com';
/** The paths of a repository's links, as their templates are written. */
const LINKS: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};
const NUMBERS = {
  forks: 0,
  forks_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  network_count: 0,
  subscribers_count: 0,
  size: 0,
};
const SETTINGS = {
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_pages: false,
  has_discussions: false,
  archived: false,
  disabled: false,
  is_template: false,
  allow_forking: true,
};
const A_DATE = '2023-11-14T22:13:20Z';

type Body = Readonly<Record<string, unknown>>;

/** Schema `full-repository`. */
export function repositoryBody(state: LoopbackGitHubState, repository: NamedRepository): Body {
  const { name, id, isPrivate = false, git } = repository;
  const url = urlOf(state, repository);
  const [owner = '', repo = ''] = name.split('/');
  return {
    id,
    node_id: nodeId('Repository', name),
    name: repo,
    full_name: name,
    private: isPrivate,
    visibility: isPrivate ? 'private' : 'public',
    owner: userBody(state, owner),
    html_url: `${WEB}/${name}`,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(LINKS).map(([key, path]) => [key, `${url}${path}`])),
    git_url: `git://github.com/${name}.git`,
    ssh_url: `git@github.com:${name}.git`,
    clone_url: `${WEB}/${name}.git`,
    svn_url: `${WEB}/${name}`,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    topics: [],
    default_branch: git.defaultBranch,
    ...NUMBERS,
    ...SETTINGS,
    created_at: A_DATE,
    updated_at: A_DATE,
    pushed_at: A_DATE,
  };
}

/** Schema `commit`. */
export async function commitBody(state: LoopbackGitHubState, repository: NamedRepository, sha: string): Promise<Body> {
  const { git, name } = repository;
  const format = '--format=%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B';
  const lines = (await git.run('show', '--no-patch', format, sha)).split('\n');
  const [tree = '', parents = '', author, authorMail, authorDate, committer, committerMail, committerDate] = lines;
  const url = urlOf(state, repository);
  return {
    sha,
    node_id: nodeId('Commit', sha),
    url: `${url}/commits/${sha}`,
    html_url: `${WEB}/${name}/commit/${sha}`,
    comments_url: `${url}/commits/${sha}/comments`,
    commit: {
      url: `${url}/git/commits/${sha}`,
      author: { name: author, email: authorMail, date: authorDate },
      committer: { name: committer, email: committerMail, date: committerDate },
      message: lines.slice(8).join('\n').trim(),
      comment_count: 0,
      tree: { sha: tree, url: `${url}/git/trees/${tree}` },
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    author: null,
    committer: null,
    parents: parents
      .split(' ')
      .filter(Boolean)
      .map((parent) => ({
        sha: parent,
        url: `${url}/commits/${parent}`,
        html_url: `${WEB}/${name}/commit/${parent}`,
      })),
    stats: { total: 0, additions: 0, deletions: 0 },
    files: [],
  };
}

/** Schema `git-ref`. */
export function refBody(state: LoopbackGitHubState, repository: NamedRepository, ref: GitRefEntry): Body {
  const url = urlOf(state, repository);
  const object = { type: ref.type, sha: ref.sha, url: `${url}/git/${ref.type}s/${ref.sha}` };
  return { ref: ref.name, node_id: nodeId('Ref', ref.name), url: `${url}/git/${encodeURI(ref.name)}`, object };
}

/** Schema `short-branch`. */
export function branchBody(state: LoopbackGitHubState, repository: NamedRepository, ref: GitRefEntry): Body {
  const commit = { sha: ref.sha, url: `${urlOf(state, repository)}/commits/${ref.sha}` };
  return { name: ref.name.slice('refs/heads/'.length), commit, protected: false };
}

/** Schema `tag`. */
export function tagBody(state: LoopbackGitHubState, repository: NamedRepository, ref: GitRefEntry): Body {
  const url = urlOf(state, repository);
  return {
    name: ref.name.slice('refs/tags/'.length),
    node_id: nodeId('Ref', ref.name),
    zipball_url: `${url}/zipball/${encodeURI(ref.name)}`,
    tarball_url: `${url}/tarball/${encodeURI(ref.name)}`,
    commit: { sha: ref.commitSha, url: `${url}/commits/${ref.commitSha}` },
  };
}

/** Schema `simple-user`. */
function userBody({ apiUrl }: LoopbackGitHubState, login: string): Body {
  const url = `${apiUrl}/users/${login}`;
  return {
    login,
    id: 1,
    node_id: nodeId('User', login),
    avatar_url: 'https://avatars.githubusercontent.com/u/1?v=4',
    gravatar_id: '',
    url,
    html_url: `${WEB}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    site_admin: false,
  };
}

function urlOf({ apiUrl }: LoopbackGitHubState, { name }: NamedRepository): string {
  return `${apiUrl}/repos/${name}`;
}

function nodeId(kind: string, name: string): string {
  return Buffer.from(`${kind}:${name}`).toString('base64');
}
