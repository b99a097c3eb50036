import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoopbackGitHubState } from './loopback-github-state.js';
import { readToken } from './loopback-github-web.js';
import { sendLfsError } from './loopback-lfs-batch.js';
import type { LoopbackLfsServer } from './loopback-lfs.js';

const BATCH = /^\/([^/]+\/[^/]+?)(?:\.git)?\/info\/lfs\/objects\/batch$/;

/** Whether a request is for the batch API of Git LFS. */
export function isLfsBatch({ url = '' }: IncomingMessage): boolean {
  return BATCH.test(url);
}

/** Answers one request to the batch API, on the host that git is served from. */
export async function answerLfsBatch(
  state: LoopbackGitHubState,
  lfs: LoopbackLfsServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const repository = state.findRepository(BATCH.exec(request.url ?? '')?.[1] ?? '');
  const token = readToken(request);
  const isKnown = token !== undefined && state.tokens.includes(token);
  const isHidden = repository === undefined || repository.isPrivate === true;
  if (!isKnown && (token !== undefined || isHidden)) {
    // Whoever has shown no token may have one.
    sendLfsError(response, 401, 'Credentials needed', { 'lfs-authenticate': 'Basic realm="GitHub"' });
  } else if (repository === undefined || request.method !== 'POST') {
    sendLfsError(response, 404, 'Not Found');
  } else if (repository.movedTo !== undefined) {
    const location = `${state.serverUrl}/${repository.movedTo}.git/info/lfs/objects/batch`;
    response.writeHead(301, { location }).end();
  } else if (repository.refusal !== undefined) {
    sendLfsError(response, 403, 'Access to this repository is refused.');
  } else {
    await lfs.answerBatch(repository.lfs, request, response);
  }
}
