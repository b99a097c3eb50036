import { ZooError } from '@modelzoo/core';
import type { GitHubOptions } from './github-options.js';
import type { GitHubLocator } from './github-reference.js';
import { enterpriseServer, readWebAddress } from './web-address.js';

const PUBLIC_API = 'https://api.github.com';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the API for a repository is, and whether the user's token is meant for it. */
export interface GitHubServer {
  /** Without a trailing slash. */
  readonly apiUrl: string;
  readonly isConfigured: boolean;
}

/** A token, and where the user put it. */
export interface GitHubToken {
  readonly value: string;
  /** `GITHUB_TOKEN`, `GH_TOKEN`, or `the options`. */
  readonly name: string;
}

/** @throws ZooError `ERR_ZOO_CONFIG_INVALID` when an address in the options is no web address */
export function checkServerOptions(options: GitHubOptions): void {
  if (options.serverUrl !== undefined) requireWebAddress('serverUrl', options.serverUrl);
  if (options.apiUrl !== undefined) requireWebAddress('apiUrl', options.apiUrl);
}

/**
 * The API that answers for a repository. An `apiUrl` answers for all; without one, an enterprise server has its own, and
 * what is not on the configured server is asked at github.com, without the token.
 *
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` when the locator's enterprise server is not configured any more
 */
export function findServer(locator: GitHubLocator, options: GitHubOptions, env: Environment): GitHubServer {
  const configured = enterpriseServer(options.serverUrl);
  if (locator.server !== undefined && locator.server !== configured) {
    throw new ZooError('ERR_ZOO_CONFIG_INVALID', `${locator.server} is not configured as a GitHub server.`, {
      hint: `Set serverUrl (GITHUB_SERVER_URL) to ${locator.server}.`,
      details: { source: locator.key, configured },
    });
  }
  const apiUrl = configuredApi(options, env);
  if (apiUrl !== undefined) return { apiUrl: requireWebAddress('apiUrl (GITHUB_API_URL)', apiUrl), isConfigured: true };
  return { apiUrl: defaultApi(locator.server), isConfigured: locator.server === configured };
}

/** Origin of the one API that may see the token. */
export function tokenOrigin(options: GitHubOptions, env: Environment): string | undefined {
  return readWebAddress(configuredApi(options, env) ?? defaultApi(enterpriseServer(options.serverUrl)))?.origin;
}

/** @throws ZooError `ERR_ZOO_CONFIG_INVALID` when the token cannot be sent in a header */
export function findToken(options: GitHubOptions, env: Environment): GitHubToken | undefined {
  const candidates: readonly (readonly [name: string, value: string | undefined])[] = [
    ['the options', options.token],
    ['GITHUB_TOKEN', env['GITHUB_TOKEN']],
    ['GH_TOKEN', env['GH_TOKEN']],
  ];
  for (const [name, text] of candidates) {
    // Secrets are often mounted as files, and end with a newline then.
    const value = text?.trim() ?? '';
    if (value === '') continue;
    if (/^[\x21-\x7e]+$/.test(value)) return { name, value };
    throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The GitHub token in ${name} has characters that no token has.`, {
      hint: 'Copy the token again, without anything around it.',
    });
  }
  return undefined;
}

function configuredApi(options: GitHubOptions, env: Environment): string | undefined {
  const fromEnvironment = env['GITHUB_API_URL'];
  return options.apiUrl ?? (fromEnvironment === '' ? undefined : fromEnvironment);
}

/** @see https://docs.github.com/en/enterprise-server/rest/quickstart and, for hosts below ghe.com, data residency */
function defaultApi(server: string | undefined): string {
  if (server === undefined) return PUBLIC_API;
  const { protocol, host, hostname } = new URL(server);
  return hostname.endsWith('.ghe.com') ? `${protocol}//api.${host}` : `${server}/api/v3`;
}

function requireWebAddress(name: string, text: string): string {
  const url = readWebAddress(text);
  if (url !== undefined) return url.href.replace(/\/+$/, '');
  throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The GitHub setting ${name} is no web address.`, {
    hint: 'It looks like https://ghe.example.com, without credentials, query or fragment.',
  });
}
