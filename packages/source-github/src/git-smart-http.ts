import { ZooError, type PluginContext } from '@modelzoo/core';
import type { GitHubAccess } from './github-access.js';
import type { GitHubToken } from './github-token.js';
import { formatLsRefs, readCapabilities, readRefs, type AdvertisedRef } from './ls-refs.js';

/** What a git server says about a repository, or that it says nothing. */
export type GitAnswer =
  | {
      readonly kind: 'refs';
      readonly refs: readonly AdvertisedRef[];
      /** `owner/repo`, when the server sent us on to another name of the repository. */
      readonly movedTo: string | undefined;
    }
  | {
      readonly kind: 'refused';
      /** For the log. */
      readonly reason: string;
      /** Status of the refusal; `undefined` when it is no HTTP error. */
      readonly status: number | undefined;
    };

const SERVICE = 'info/refs?service=git-upload-pack';
const ADVERTISEMENT_TYPE = 'application/x-git-upload-pack-advertisement';
const REFS_TYPE = 'application/x-git-upload-pack-result';
/** There is another way to the answer, so that this one is not waited for as long as usual. */
const HEADERS_TIMEOUT_MS = 15_000;

/**
 * Asks a git server which refs of a repository begin with the prefixes: version 2 of git's protocol over HTTP, in two
 * requests that count towards no limit of the API. Whatever stands in the way is a refusal, for the API to explain.
 *
 * @returns `undefined` when no such server is known
 */
export async function askGit(
  access: GitHubAccess,
  prefixes: readonly string[],
  context: PluginContext,
): Promise<GitAnswer | undefined> {
  const { webUrl } = access.server;
  if (webUrl === undefined) return undefined;
  const answer = await ask(webUrl, access, prefixes, context).catch((error: unknown) => {
    context.signal.throwIfAborted();
    if (!ZooError.is(error)) throw error;
    return refused(error.message);
  });
  if (answer.kind === 'refused') {
    context.log.debug(`${new URL(webUrl).host} gave no refs of ${access.repository}: ${answer.reason}`);
  }
  return answer;
}

async function ask(
  webUrl: string,
  { repository, token }: GitHubAccess,
  prefixes: readonly string[],
  context: PluginContext,
): Promise<GitAnswer> {
  const headers = { 'git-protocol': 'version=2', ...gitAuthorization(token) };
  const init = { headers, headersTimeoutMs: HEADERS_TIMEOUT_MS };
  const address = `${webUrl}/${repository}.git/`;

  const greeting = await context.fetch(`${address}${SERVICE}`, init);
  if (!isOfType(greeting, ADVERTISEMENT_TYPE)) return refuse(greeting);
  const capabilities = await readCapabilities(greeting.body);
  if (capabilities === undefined || !capabilities.hasLsRefs) return refused('It speaks an older protocol.');
  if (capabilities.objectFormat !== 'sha1') return refused(`It names commits by ${capabilities.objectFormat}.`);

  // As git does it: a redirect of the greeting holds for all that follows.
  const base = greeting.url.endsWith(SERVICE) ? greeting.url.slice(0, -SERVICE.length) : address;
  const answer = await context.fetch(`${base}git-upload-pack`, {
    ...init,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-git-upload-pack-request', accept: REFS_TYPE },
    body: formatLsRefs(prefixes),
    // A redirect would turn it into a question that it is not.
    followRedirects: false,
  });
  if (!isOfType(answer, REFS_TYPE)) return refuse(answer);
  return { kind: 'refs', refs: await readRefs(answer.body), movedTo: newName(base, repository) };
}

/** How a token is shown to the web host: as git does it, and as LFS does. */
export function gitAuthorization(token: GitHubToken | undefined): Readonly<Record<string, string>> {
  if (token === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`x-access-token:${token.value}`).toString('base64')}` };
}

function isOfType(
  response: Response,
  type: string,
): response is Response & { readonly body: ReadableStream<Uint8Array> } {
  const [given] = response.headers.get('content-type')?.split(';') ?? [];
  return response.status === 200 && response.body !== null && given?.trim() === type;
}

async function refuse(response: Response): Promise<GitAnswer> {
  await response.body?.cancel();
  if (response.status === 200) return refused('It does not speak git.');
  return { kind: 'refused', reason: `It answered ${response.status}.`, status: response.status };
}

function refused(reason: string): GitAnswer {
  return { kind: 'refused', reason, status: undefined };
}

function newName(base: string, repository: string): string | undefined {
  const name = /\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/$/.exec(new URL(base).pathname)?.[1];
  return name?.toLowerCase() === repository ? undefined : name;
}
