import { ZooError, type PluginContext } from '@modelzoo/core';
import type { GitHubAccess } from './github-access.js';
import type { ArchiveAnswer, GitHubApi } from './github-api.js';
import { readLength } from './read-length.js';

/**
 * Opens the archive of a commit. Without a token it comes from where people click for it, which counts towards no limit
 * of the API; the API hands out private ones, and whatever the server refuses.
 *
 * @throws ZooError what the API throws
 */
export async function openArchive(
  sha: string,
  access: GitHubAccess,
  api: GitHubApi,
  context: PluginContext,
): Promise<ArchiveAnswer> {
  const { webUrl } = access.server;
  const fromWeb =
    webUrl === undefined || access.token !== undefined
      ? undefined
      : await openWebArchive(`${webUrl}/${access.repository}/archive/${sha}.tar.gz`, context);
  return fromWeb ?? api.openArchive(sha);
}

async function openWebArchive(url: string, context: PluginContext): Promise<ArchiveAnswer | undefined> {
  try {
    const { status, headers, body } = await context.fetch(url);
    // A page is what people see who have to sign in.
    const isPage = headers.get('content-type')?.startsWith('text/') === true;
    if (status === 200 && body !== null && !isPage) {
      return { stream: body, sizeBytes: readLength((name) => headers.get(name) ?? undefined) };
    }
    await body?.cancel();
    context.log.debug(`The archive at ${url} was refused (status ${status}).`);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!ZooError.is(error)) throw error;
    context.log.debug(`The archive at ${url} was not reached: ${error.message}`);
  }
  return undefined;
}
