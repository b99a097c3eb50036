import { ZooError, type DeferredFile, type PluginContext } from '@modelzoo/core';
import { z } from 'zod';
import { gitAuthorization } from './git-smart-http.js';
import type { GitHubAccess } from './github-access.js';
import { batchError, objectError } from './lfs-errors.js';
import { readText } from './read-text.js';

/** Where an object of Git LFS can be fetched for a while. */
export interface LfsLink {
  readonly url: URL;
  /** Handed out with the URL, and a credential of it. */
  readonly linkHeaders: Readonly<Record<string, string>>;
  /** Headers with the user's token, for a link that needs it: to our own server, and nothing handed out with it. */
  readonly headers: Readonly<Record<string, string>>;
}

const MEDIA_TYPE = 'application/vnd.git-lfs+json';
const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_MOVES = 3;
const MAX_SAID_LENGTH = 300;

/** What a header may be called and say: anything else could be taken for several. */
const headersSchema = z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/));
const objectSchema = z.object({
  oid: z.string(),
  authenticated: z.boolean().nullish(),
  actions: z.object({ download: z.object({ href: z.string(), header: headersSchema.nullish() }).nullish() }).nullish(),
  error: z.object({ code: z.int(), message: z.string().catch('') }).nullish(),
});
const answerSchema = z.object({
  transfer: z.literal('basic').nullish(),
  hash_algo: z.literal('sha256').nullish(),
  objects: z.array(objectSchema),
});
const messageSchema = z.object({ message: z.string() });

/**
 * Asks for the link to one object: the batch API takes many, but links expire, and files are wanted one by one.
 *
 * @see https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` when only the API of the server is known; `ERR_ZOO_UNAUTHORIZED`,
 *   `ERR_ZOO_SOURCE_NOT_FOUND`, `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_RATE_LIMITED`, `ERR_ZOO_SERVER`,
 *   `ERR_ZOO_CAPABILITY_MISSING`, `ERR_ZOO_RESPONSE_INVALID` and those of the guarded fetch
 */
export async function requestLfsLink(
  access: GitHubAccess,
  file: DeferredFile,
  context: PluginContext,
): Promise<LfsLink> {
  const { repository, server, token } = access;
  if (server.webUrl === undefined) {
    throw new ZooError('ERR_ZOO_CONFIG_INVALID', `Nothing is known of the server of ${repository} but its API.`, {
      hint: 'Its Git LFS files come from its web address: set serverUrl beside apiUrl. Nothing was installed.',
      details: { repository, apiUrl: server.apiUrl, file: file.path },
    });
  }
  const authorization = gitAuthorization(token);
  const first = new URL(`${server.webUrl}/${repository}.git/info/lfs/objects/batch`);
  const answer = await post(first, authorization, batchOf(file), context);
  const text = await readText(answer.body ?? new Blob().stream(), MAX_ANSWER_BYTES);
  if (answer.status !== 200) throw batchError(answer, access, readMessage(text));

  const batch = answerSchema.safeParse(parseJson(text));
  const object = batch.data?.objects.find(({ oid }) => oid === file.sha256);
  if (object === undefined) throw invalid(access, file, 'no answer about it', batch.error);
  if (object.error != null) {
    throw objectError({ ...object.error, message: shorten(object.error.message) }, access, file);
  }
  const download = object.actions?.download;
  if (download == null) throw invalid(access, file, 'no link to it');
  const url = URL.canParse(download.href) ? new URL(download.href) : undefined;
  const isWeb = url?.protocol === 'https:' || (url?.protocol === 'http:' && first.protocol === 'http:');
  if (url === undefined || !isWeb || url.username !== '' || url.password !== '') {
    throw invalid(access, file, 'a link that is none of the web, or is less safe than the server itself');
  }
  const linkHeaders = download.header ?? {};
  const needsToken =
    object.authenticated !== true && url.origin === first.origin && Object.keys(linkHeaders).length === 0;
  return { url, linkHeaders, headers: needsToken ? authorization : {} };
}

/** Posts to the batch API, and again to where a repository moved: the fetch itself would make a GET of it. */
async function post(
  first: URL,
  authorization: Readonly<Record<string, string>>,
  body: string,
  context: PluginContext,
): Promise<Response> {
  const headers = { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE, ...authorization };
  let url = first;
  for (let moves = 0; ; moves += 1) {
    const answer = await context.fetch(url, { method: 'POST', headers, body, followRedirects: false });
    const location = answer.headers.get('location');
    const isMove = [301, 302, 307, 308].includes(answer.status) && location !== null && URL.canParse(location, url);
    if (!isMove) return answer;
    await answer.body?.cancel();
    const next = new URL(location, url);
    if (next.origin !== first.origin || moves === MAX_MOVES) {
      throw new ZooError('ERR_ZOO_REDIRECT', `${first.host} sends requests for Git LFS files on to ${next.host}.`, {
        hint: 'They are followed within one server, and three times at most. Nothing was installed.',
        details: { from: first.host, to: next.host },
      });
    }
    url = next;
  }
}

function batchOf({ sha256, sizeBytes }: DeferredFile): string {
  const objects = [{ oid: sha256, size: sizeBytes }];
  return JSON.stringify({ operation: 'download', transfers: ['basic'], objects, hash_algo: 'sha256' });
}

function readMessage(text: string | undefined): string {
  return shorten(messageSchema.safeParse(parseJson(text)).data?.message ?? '');
}

function shorten(text: string): string {
  return text.trim().slice(0, MAX_SAID_LENGTH);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function invalid({ repository, server }: GitHubAccess, file: DeferredFile, what: string, cause?: unknown): ZooError {
  return new ZooError(
    'ERR_ZOO_RESPONSE_INVALID',
    `GitHub was asked for ${file.path} of ${repository} and gave ${what}.`,
    {
      hint: 'Check the address of the server. Nothing was installed.',
      details: { repository, file: file.path, server: server.webUrl },
      cause,
    },
  );
}
