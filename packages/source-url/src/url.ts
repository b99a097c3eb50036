import { ZooError, type SourceProvider, type ZooPlugin } from '@modelzoo/core';
import { openLocalSource, resolveLocalSource } from './local-source.js';
import { parseUrlReference, PROVIDER_ID, readKey, type UrlLocator } from './url-reference.js';
import { openWebArchive, resolveWebArchive } from './web-archive.js';

const GITHUB_HOSTS = ['github.com', 'www.github.com'];
const DEFAULT_MAX_BYTES = 512 * 1024 * 1024;

/** What {@link url} may be told. */
export interface UrlOptions {
  /**
   * Hosts beside `github.com` (with their port, if they have one) whose pages are repositories, and belong to the provider
   * of those: an enterprise host of GitHub. Archives on them are still ours. Default: none.
   */
  readonly repositoryHosts?: readonly string[] | undefined;
  /**
   * Bytes that a folder or a file on this machine may have, and that are read of an archive on the web to learn its digest.
   * Default 512 MiB, as core's own limit of what a source may hold: raise both.
   */
  readonly maxBytes?: number | undefined;
}

/** Sources that are archives behind http and https URLs, or archives and folders on this machine. */
export function url(options: UrlOptions = {}): ZooPlugin {
  return { name: '@modelzoo/source-url', specVersion: 'v1', sources: [createUrlSource(options)] };
}

/** The provider of {@link url} by itself. */
export function createUrlSource(options: UrlOptions = {}): SourceProvider<UrlLocator> {
  const { maxBytes = DEFAULT_MAX_BYTES } = options;
  const repositoryHosts = [...GITHUB_HOSTS, ...(options.repositoryHosts ?? [])];
  return {
    specVersion: 'v1',
    id: PROVIDER_ID,
    forms: ['https://host/archive.zip', 'https://host/archive.tar.gz#sha256=<hex>', 'file:///path', './path', '~/path'],
    parse: (reference, host) => parseUrlReference(reference, host, repositoryHosts),
    async doResolve(locator, context) {
      refuseProblem(locator);
      return await (isLocal(locator) ? resolveLocalSource : resolveWebArchive)(locator, context, maxBytes);
    },
    async doOpen(pinned, context) {
      if (isLocal(pinned.locator)) return await openLocalSource(pinned, context, maxBytes);
      return await openWebArchive(pinned, context);
    },
  };
}

function isLocal({ key }: UrlLocator): boolean {
  return readKey(key).url.protocol === 'file:';
}

function refuseProblem({ key, problem }: UrlLocator): void {
  if (problem === 'credentials') {
    throw new ZooError('ERR_ZOO_REFERENCE_INVALID', `The reference to ${key} carries a user name or password.`, {
      hint: 'Such a reference would be stored and shown. Archives are fetched without credentials: download it yourself, and register the file.',
      details: { reference: key },
    });
  }
  if (problem === 'digest') {
    throw new ZooError('ERR_ZOO_REFERENCE_INVALID', `The digest in the reference to ${key} cannot be read.`, {
      hint: 'Write it as #sha256= and 64 hex digits.',
      details: { reference: key },
    });
  }
}
