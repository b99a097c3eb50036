import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { findCommit } from './loopback-github-api.js';
import type { LoopbackGitHubState } from './loopback-github-state.js';

/** Answers one request to the archive host, with what `git archive` makes of the commit. */
export async function answerArchive(
  state: LoopbackGitHubState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', state.archiveUrl);
  const [, name = '', kind, ref = ''] = /^\/([^/]+\/[^/]+)\/((?:legacy\.)?tar\.gz)\/(.+)$/.exec(pathname) ?? [];
  const repository = state.findRepository(name);
  const isHidden = repository?.isPrivate === true && searchParams.get('token') !== 'TEMPORARY';
  const sha = repository && !isHidden ? await findCommit(repository, decodeURIComponent(ref)) : undefined;
  if (repository === undefined || sha === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404: Not Found');
    return;
  }
  const [, repo = ''] = repository.name.split('/');
  // The API's archives are named another way than those of the pages.
  const folder = kind === 'tar.gz' ? `${repo}-${sha}` : `${repository.name.replace('/', '-')}-${sha.slice(0, 7)}`;
  response.writeHead(200, {
    'content-type': 'application/x-gzip',
    'content-disposition': `attachment; filename=${folder}.tar.gz`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'access-control-allow-origin': 'https://render.githubusercontent.com',
    'cross-origin-resource-policy': 'cross-origin',
    'strict-transport-security': 'max-age=31536000',
    'x-github-request-id': '0000:00000:0000000:0000000:00000000',
    etag: `W/"${sha}"`,
    vary: 'Authorization,Accept-Encoding,Origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'deny',
    'x-xss-protection': '1; mode=block',
  });
  const git = repository.git.archive(sha, folder);
  if (git.stdout === null) throw new TypeError('the output of git is piped');
  // A client that leaves early is no fault of the server.
  await pipeline(git.stdout, response).catch(() => git.kill());
}
