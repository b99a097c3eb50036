import { posix, win32 } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ReferenceHost, SourceLocator } from '@modelzoo/core';
import { withoutSignature } from './signed-query.js';

export const PROVIDER_ID = 'url';

/** An archive on the web, or an archive or folder on this machine. Everything that decides the bytes is in `key`. */
export interface UrlLocator extends SourceLocator {
  /** What the reference had that cannot be honoured; told when it is resolved, since parsing never fails. */
  readonly problem?: 'credentials' | 'digest' | undefined;
  /**
   * The whole query, with the signature that the key goes without: `?part=1&X-Amz-Signature=…`. It is sent, never shown,
   * and kept so that the source can be updated while the signature holds.
   */
  readonly signedQuery?: string | undefined;
}

// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const CONTROL = /[\u0000-\u001f\u007f]/;
const FORCED = `${PROVIDER_ID}:`;
const SHA256_FRAGMENT = /^#sha256=([0-9a-f]{64})$/i;

/** Paths of repository hosts that are files, not pages: archives of a commit, and what is attached to a release. */
const ARCHIVE_PAGE = /^\/[^/]+\/[^/]+\/(?:(?:archive|raw|tarball|zipball)\/.|releases\/(?:latest\/)?download\/.)/;

/**
 * Reads a reference to an archive URL or to something on this machine. Pure: it depends on nothing but its arguments.
 *
 * @param repositoryHosts - Hosts (with port, if any) whose pages belong to another provider.
 */
export function parseUrlReference(
  reference: string,
  host: ReferenceHost,
  repositoryHosts: readonly string[],
): UrlLocator | undefined {
  if (CONTROL.test(reference)) return undefined;
  const isForced = reference.toLowerCase().startsWith(FORCED);
  const text = isForced ? reference.slice(FORCED.length) : reference;
  // Without a host between the slashes, the URL parser would make one out of the path.
  if (/^https?:\/\/[^/\\]/i.test(text)) return parseWebUrl(text, isForced, repositoryHosts);
  if (/^file:\//i.test(text)) return parseFileUrl(text, host);
  const path = absolutePath(text, host);
  // What resolves to a network share is nothing that a URL of ours can say.
  if (path?.isWindows === true && !isWindowsPath(path.text)) return undefined;
  return path === undefined ? undefined : { provider: PROVIDER_ID, key: fileKey(path.text, path.isWindows) };
}

/** The URL of a key, and the digest that it pins, if any. */
export function readKey(key: string): { readonly url: URL; readonly sha256: string | undefined } {
  const url = new URL(key.startsWith(FORCED) ? key.slice(FORCED.length) : key);
  const sha256 = SHA256_FRAGMENT.exec(url.hash)?.[1];
  url.hash = '';
  return { url, sha256 };
}

function parseWebUrl(text: string, isForced: boolean, repositoryHosts: readonly string[]): UrlLocator | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPage = repositoryHosts.includes(url.host) && !ARCHIVE_PAGE.test(url.pathname);
  if (isPage && !isForced) return undefined;
  const hasUser = url.username !== '' || url.password !== '';
  url.username = '';
  url.password = '';
  const { search } = url;
  // An empty query is none.
  url.search = withoutSignature(search);
  const digestProblem = pinDigest(url);
  const problem = hasUser ? 'credentials' : digestProblem;
  // Only with its scheme is a page of another provider ours again.
  const found = locator(`${isPage ? FORCED : ''}${url.href}`, problem);
  return url.search === search ? found : { ...found, signedQuery: search };
}

function parseFileUrl(text: string, host: ReferenceHost): UrlLocator | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.host !== '' || url.search !== '') return undefined;
  const problem = pinDigest(url);
  const { hash } = url;
  url.hash = '';
  const isWindows = isWindowsPath(host.cwd);
  try {
    return locator(`${fileKey(fileURLToPath(url, { windows: isWindows }), isWindows)}${hash}`, problem);
  } catch {
    return undefined; // encoded slashes, or bytes that are no text: no path is written so
  }
}

/** Leaves nothing but a digest in the fragment. */
function pinDigest(url: URL): UrlLocator['problem'] {
  const { hash } = url;
  const sha256 = SHA256_FRAGMENT.exec(hash)?.[1];
  url.hash = sha256 === undefined ? '' : `sha256=${sha256.toLowerCase()}`;
  // A digest that is written wrongly must not be ignored as other fragments are.
  return sha256 === undefined && /^#(?:sha|md5)/i.test(hash) ? 'digest' : undefined;
}

function locator(key: string, problem: UrlLocator['problem']): UrlLocator {
  return { provider: PROVIDER_ID, key, ...(problem !== undefined && { problem }) };
}

function absolutePath(
  text: string,
  { cwd, homeDir }: ReferenceHost,
): { readonly text: string; readonly isWindows: boolean } | undefined {
  const isWindows = isWindowsPath(cwd);
  const resolve = (...parts: readonly string[]): string => (isWindows ? win32 : posix).resolve(...parts);
  // A path of Windows is one everywhere, so that scripts say the same thing on every machine.
  if (isWindowsPath(text)) return { text: win32.resolve(text), isWindows: true };
  if (/^\.\.?[\\/]/.test(text)) return { text: resolve(cwd, isWindows ? text : text.replaceAll('\\', '/')), isWindows };
  if (text === '.' || text === '..') return { text: resolve(cwd, text), isWindows };
  if (text === '~' || /^~[\\/]/.test(text)) return { text: resolve(homeDir, `.${text.slice(1)}`), isWindows };
  return /^\/(?!\/)/.test(text) ? { text: resolve(cwd, text), isWindows } : undefined;
}

function isWindowsPath(text: string): boolean {
  return /^[a-z]:[\\/]/i.test(text);
}

function fileKey(path: string, isWindows: boolean): string {
  const { href } = pathToFileURL(path, { windows: isWindows });
  const key = href.replace(/\/+$/, '');
  if (key === 'file:') return 'file:///';
  return /^file:\/\/\/[a-z]:$/i.test(key) ? `${key}/` : key;
}
