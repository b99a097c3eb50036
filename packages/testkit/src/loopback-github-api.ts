import type { IncomingMessage, ServerResponse } from 'node:http';
import { send, sendJson, sendValidated } from './loopback-github-answer.js';
import { branchBody, commitBody, refBody, repositoryBody, tagBody } from './loopback-github-bodies.js';
import { sendRefusal } from './loopback-github-refusals.js';
import type { LoopbackGitHubState, NamedRepository } from './loopback-github-state.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const SHA_TYPE = 'application/vnd.github.sha';
const DOCS = 'https://docs.github.com/rest';

interface Call {
  readonly state: LoopbackGitHubState;
  readonly repository: NamedRepository;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What follows the resource in the path, decoded. */
  readonly rest: string;
}

type Endpoint = (call: Call) => Promise<void> | void;

const endpoints: readonly (readonly [resource: string, endpoint: Endpoint])[] = [
  ['commits/', answerCommit],
  ['git/matching-refs/', answerMatchingRefs],
  ['git/ref/', answerRef],
  ['tarball/', answerTarball],
  ['branches', answerBranches],
  ['tags', answerTags],
];

/** Answers one request to the API. */
export async function answerApi(
  state: LoopbackGitHubState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '', state.apiUrl);
  const token = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token !== undefined && !state.tokens.includes(token)) {
    sendJson(response, 401, { body: { message: 'Bad credentials', documentation_url: DOCS } });
    return;
  }
  const [, name, id, resource = ''] =
    /^\/(?:repos\/([^/]+\/[^/]+)|repositories\/(\d+))(?:\/(.*))?$/.exec(pathname) ?? [];
  const repository = name === undefined ? state.findRepositoryById(Number(id)) : state.findRepository(name);
  if (request.method !== 'GET' || repository === undefined || (repository.isPrivate && token === undefined)) {
    notFound(response);
    return;
  }
  if (repository.movedTo !== undefined) {
    const target = state.findRepository(repository.movedTo);
    const location = `${state.apiUrl}/repositories/${target?.id ?? 0}${resource && `/${resource}`}`;
    const body = { message: 'Moved Permanently', url: location, documentation_url: `${DOCS}/guides/best-practices` };
    sendJson(response, 301, { headers: { location }, body });
    return;
  }
  if (repository.refusal !== undefined) {
    sendRefusal(repository.refusal, request, response);
    return;
  }
  await answerRepository({ state, repository, request, response, rest: resource });
}

async function answerRepository(call: Call): Promise<void> {
  if (call.rest === '') {
    sendValidated(call.request, call.response, JSON.stringify(repositoryBody(call.state, call.repository)), JSON_TYPE);
    return;
  }
  const found = endpoints.find(([resource]) =>
    resource.endsWith('/') ? call.rest.startsWith(resource) : call.rest === resource,
  );
  if (found === undefined) {
    notFound(call.response);
    return;
  }
  const [resource, endpoint] = found;
  if ((await call.repository.git.listRefs()).length === 0) {
    sendJson(call.response, 409, {
      body: { message: 'Git Repository is empty.', documentation_url: `${DOCS}/commits/commits#get-a-commit` },
    });
    return;
  }
  await endpoint({ ...call, rest: decodeURIComponent(call.rest.slice(resource.length)) });
}

async function answerCommit({ state, repository, request, response, rest: ref }: Call): Promise<void> {
  const sha = await findCommit(repository, ref);
  if (sha === undefined) {
    sendJson(response, 422, {
      body: {
        message: `No commit found for SHA: ${ref}`,
        documentation_url: `${DOCS}/commits/commits#get-a-commit`,
      },
    });
  } else if (request.headers.accept === SHA_TYPE) {
    sendValidated(request, response, sha, `${SHA_TYPE}; charset=utf-8`);
  } else {
    sendValidated(request, response, JSON.stringify(await commitBody(state, repository, sha)), JSON_TYPE);
  }
}

async function answerMatchingRefs({ state, repository, request, response, rest: prefix }: Call): Promise<void> {
  const refs = (await repository.git.listRefs()).filter(({ name }) => name.startsWith(`refs/${prefix}`));
  sendValidated(request, response, JSON.stringify(refs.map((ref) => refBody(state, repository, ref))), JSON_TYPE);
}

async function answerRef({ state, repository, request, response, rest }: Call): Promise<void> {
  const ref = (await repository.git.listRefs()).find(({ name }) => name === `refs/${rest}`);
  if (ref === undefined) notFound(response);
  else sendValidated(request, response, JSON.stringify(refBody(state, repository, ref)), JSON_TYPE);
}

async function answerBranches({ state, repository, request, response }: Call): Promise<void> {
  const refs = (await repository.git.listRefs()).filter(({ name }) => name.startsWith('refs/heads/'));
  sendValidated(request, response, JSON.stringify(refs.map((ref) => branchBody(state, repository, ref))), JSON_TYPE);
}

/** The first page, as long as it was asked for. */
async function answerTags({ state, repository, request, response }: Call): Promise<void> {
  const perPage = Number(new URL(request.url ?? '', state.apiUrl).searchParams.get('per_page') ?? 30);
  const all = (await repository.git.listRefs()).filter(({ name }) => name.startsWith('refs/tags/'));
  const refs = all.slice(0, Math.min(perPage, 100));
  sendValidated(request, response, JSON.stringify(refs.map((ref) => tagBody(state, repository, ref))), JSON_TYPE);
}

/** GitHub does not look whether the ref exists; the archive host will say. */
function answerTarball({ state, repository, response, rest: ref }: Call): void {
  const location = `${state.archiveUrl}/${repository.name}/legacy.tar.gz/${encodeURI(ref)}`;
  // Whoever has the link of a private archive may read it, for some minutes.
  const key = repository.isPrivate === true ? '?token=TEMPORARY' : '';
  send(response, 302, '', {
    location: `${location}${key}`,
    'content-type': 'text/html;charset=utf-8',
    'cache-control': 'public, must-revalidate, max-age=0',
    expires: new Date(0).toUTCString(),
    'x-github-api-version-selected': '2022-11-28',
  });
}

/** A branch, a tag, a pull request, a qualified ref or a commit of four digits and more. */
export async function findCommit({ git }: NamedRepository, ref: string): Promise<string | undefined> {
  if (ref === 'HEAD') return git.findCommit('HEAD');
  const names = [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${ref}`, ref];
  const refs = await git.listRefs();
  const found = names.map((name) => refs.find((entry) => entry.name === name)).find((entry) => entry !== undefined);
  if (found !== undefined) return found.commitSha;
  // Those of pull requests are in no list of branches and tags.
  if (/^(?:refs\/)?pull\/\d+\/\w+$/.test(ref)) return git.findCommit(`refs/${ref.replace(/^refs\//, '')}`);
  return /^[0-9a-f]{4,40}$/i.test(ref) ? git.findCommit(ref) : undefined;
}

function notFound(response: ServerResponse): void {
  sendJson(response, 404, { body: { message: 'Not Found', documentation_url: DOCS } });
}
