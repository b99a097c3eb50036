import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { LoopbackGitHubState, NamedRepository } from './loopback-github-state.js';

interface Visit {
  readonly state: LoopbackGitHubState;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly repository: NamedRepository;
}

const NO_CACHE = {
  expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
  pragma: 'no-cache',
  'cache-control': 'no-cache, max-age=0, must-revalidate',
};
const SERVICE = 'git-upload-pack';

/** Answers one request to the host that pages and git are served from: git's smart HTTP, and links to archives. */
export async function answerWeb(
  state: LoopbackGitHubState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, search, searchParams } = new URL(request.url ?? '', state.serverUrl);
  const [, name = '', resource = ''] = /^\/([^/]+\/[^/]+?)(?:\.git)?\/(.+)$/.exec(pathname) ?? [];
  const isGit = resource === 'info/refs' || resource === SERVICE;
  const token = readToken(request);
  if (token !== undefined && !state.tokens.includes(token)) {
    challenge(response, 'Invalid username or token. Password authentication is not supported for Git operations.');
    return;
  }
  const repository = state.findRepository(name);
  if (repository === undefined || (repository.isPrivate === true && token === undefined)) {
    // Whoever has shown no token may have one.
    if (isGit && token === undefined) challenge(response, 'Repository not found.');
    else refuse(response, 404, 'Repository not found.');
    return;
  }
  if (repository.movedTo !== undefined) {
    const suffix = pathname.includes('.git/') ? '.git' : '';
    const location = `${state.serverUrl}/${repository.movedTo}${suffix}/${resource}${search}`;
    response.writeHead(301, { location, 'content-type': 'text/html' }).end();
    return;
  }
  if (repository.refusal === 'blocked') {
    refuse(response, 451, 'Repository unavailable due to DMCA takedown.');
    return;
  }
  if (repository.refusal !== undefined) {
    refuse(response, 403, 'Access to this repository is refused.');
    return;
  }
  const visit: Visit = { state, request, response, repository };
  const commit = /^archive\/(.+)\.tar\.gz$/.exec(resource)?.[1];
  if (commit !== undefined) sendToArchive(visit, commit);
  else if (resource === 'info/refs' && searchParams.get('service') === SERVICE) await answerGreeting(visit);
  else if (resource === SERVICE && request.method === 'POST') await answerQuestion(visit);
  else refuse(response, 404, 'Not Found');
}

/** The token behind basic authentication, whatever the user is called. */
export function readToken({ headers }: IncomingMessage): string | undefined {
  const encoded = /^basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  return encoded === undefined ? undefined : /:(.*)$/.exec(Buffer.from(encoded, 'base64').toString())?.[1];
}

function challenge(response: ServerResponse, text: string): void {
  response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"', 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

function sendToArchive({ state, repository, response }: Visit, commit: string): void {
  const key = repository.isPrivate === true ? '?token=TEMPORARY' : '';
  response.writeHead(302, { location: `${state.archiveUrl}/${repository.name}/tar.gz/${commit}${key}` }).end();
}

async function answerGreeting({ request, response, repository }: Visit): Promise<void> {
  const type = `application/x-${SERVICE}-advertisement`;
  const protocol = request.headers['git-protocol'];
  const git = repository.git.uploadPack('greeting', typeof protocol === 'string' ? protocol : undefined);
  response.writeHead(200, { ...NO_CACHE, 'content-type': type });
  response.write(`001e# service=${SERVICE}\n0000`);
  if (git.stdout === null) throw new TypeError('the output of git is piped');
  // A client that leaves early is no fault of the server.
  await pipeline(git.stdout, response).catch(() => git.kill());
}

async function answerQuestion({ request, response, repository }: Visit): Promise<void> {
  const protocol = request.headers['git-protocol'];
  const git = repository.git.uploadPack('question', typeof protocol === 'string' ? protocol : undefined);
  response.writeHead(200, { ...NO_CACHE, 'content-type': `application/x-${SERVICE}-result` });
  if (git.stdin === null || git.stdout === null) throw new TypeError('input and output of git are piped');
  await Promise.all([pipeline(request, git.stdin), pipeline(git.stdout, response)]).catch(() => git.kill());
}
