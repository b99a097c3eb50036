import { ZooError } from '@modelzoo/core';
import type { GitHubHost, GitHubOptions } from './github-options.js';
import type { GitHubLocator } from './github-reference.js';
import { PUBLIC_SERVER, apiOf, enterpriseServer, readWebAddress, serverOf } from './web-address.js';

/** The variables of the environment that the main server's settings may come from. */
export const mainVariables: readonly string[] = ['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_API_URL'];

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user may have put a token. */
export interface TokenPlace {
  /** Name of a variable, or `the options`. */
  readonly name: string;
  readonly value: string | undefined;
}

/** One GitHub: where it is asked about a repository, and with whose token. */
export interface GitHubServer {
  /** Address of the REST API, without a trailing slash. */
  readonly apiUrl: string;
  /** Origin that pages, git and LFS are served from; `undefined` when only the API is known. */
  readonly webUrl: string | undefined;
  /** Where its token may stand, the best place first; `undefined` when no token of the user's is meant for it. */
  readonly tokenPlaces: readonly TokenPlace[] | undefined;
  /** How the user gives it a token, for hints: `set GITHUB_TOKEN`. */
  readonly tokenAdvice: string;
}

/** @throws ZooError `ERR_ZOO_CONFIG_INVALID` when an address is no web address, or a server is configured twice */
export function checkServerOptions(options: GitHubOptions): void {
  if (options.serverUrl !== undefined) requireWebAddress('serverUrl', options.serverUrl);
  if (options.apiUrl !== undefined) requireWebAddress('apiUrl', options.apiUrl);
  const main = enterpriseServer(options.serverUrl);
  const seen = new Set(main === undefined ? [] : [main]);
  for (const { serverUrl, apiUrl } of options.hosts ?? []) {
    const { origin } = new URL(requireWebAddress('hosts[].serverUrl', serverUrl));
    if (apiUrl !== undefined) requireWebAddress('hosts[].apiUrl', apiUrl);
    if (seen.has(origin)) {
      throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The GitHub server ${origin} is configured twice.`, {
        hint: 'Keep one of its entries in hosts, or serverUrl.',
        details: { server: origin },
      });
    }
    seen.add(origin);
  }
}

/**
 * The server that answers for a repository: the one of `hosts` that its reference names, else the main one. An `apiUrl`
 * answers for all that is not in `hosts`; without one, what is not on the main server is asked at github.com, without
 * the token.
 *
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` when the locator's enterprise server is not configured any more
 */
export function findServer(locator: GitHubLocator, options: GitHubOptions, env: Environment): GitHubServer {
  const origin = locator.server ?? PUBLIC_SERVER;
  const host = options.hosts?.find(({ serverUrl }) => readWebAddress(serverUrl)?.origin === origin);
  if (host !== undefined) return hostServer(host, origin, env);
  const main = enterpriseServer(options.serverUrl);
  if (locator.server !== undefined && locator.server !== main) {
    throw new ZooError('ERR_ZOO_CONFIG_INVALID', `${locator.server} is not configured as a GitHub server.`, {
      hint: `Set serverUrl (GITHUB_SERVER_URL) to ${locator.server}, or add it to hosts.`,
      details: { source: locator.key, configured: main },
    });
  }
  if (configuredApi(options, env) === undefined && locator.server !== main) {
    const tokenAdvice = `add ${PUBLIC_SERVER} to hosts, with a token`;
    return { apiUrl: apiOf(PUBLIC_SERVER), webUrl: PUBLIC_SERVER, tokenPlaces: undefined, tokenAdvice };
  }
  return mainServer(options, env);
}

/** Every origin that may see a token. Configurations that make no sense have none. */
export function tokenOrigins(options: GitHubOptions, env: Environment): readonly string[] {
  const origins: (string | undefined)[] = [];
  const add = ({ apiUrl, webUrl }: GitHubServer): void => {
    origins.push(readWebAddress(apiUrl)?.origin, webUrl);
  };
  if (readWebAddress(configuredApi(options, env) ?? PUBLIC_SERVER) !== undefined) add(mainServer(options, env));
  for (const host of options.hosts ?? []) {
    const origin = readWebAddress(host.serverUrl)?.origin;
    if (origin !== undefined) add(hostServer(host, origin, env));
  }
  return [...new Set(origins.filter((origin) => origin !== undefined))];
}

/** The variables of the environment that may be read. */
export function serverVariables(options: GitHubOptions): readonly string[] {
  const ofHosts = (options.hosts ?? []).flatMap(({ tokenVariable }) => tokenVariable ?? []);
  return [...new Set([...mainVariables, ...ofHosts])];
}

function mainServer(options: GitHubOptions, env: Environment): GitHubServer {
  const server = enterpriseServer(options.serverUrl);
  const configured = configuredApi(options, env);
  const apiUrl = configured === undefined ? undefined : requireWebAddress('apiUrl (GITHUB_API_URL)', configured);
  return {
    apiUrl: apiUrl ?? apiOf(server ?? PUBLIC_SERVER),
    // An API of unknown kind beside github.com is a proxy of the API alone, or a double of it.
    webUrl: server ?? (apiUrl === undefined ? PUBLIC_SERVER : serverOf(apiUrl)),
    tokenPlaces: [
      { name: 'the options', value: options.token },
      { name: 'GITHUB_TOKEN', value: env['GITHUB_TOKEN'] },
      { name: 'GH_TOKEN', value: env['GH_TOKEN'] },
    ],
    tokenAdvice: 'set GITHUB_TOKEN',
  };
}

function hostServer(host: GitHubHost, origin: string, env: Environment): GitHubServer {
  const { token, tokenVariable } = host;
  return {
    apiUrl: host.apiUrl === undefined ? apiOf(origin) : requireWebAddress('hosts[].apiUrl', host.apiUrl),
    webUrl: origin,
    tokenPlaces: [
      { name: `the options of ${origin}`, value: token },
      ...(tokenVariable === undefined ? [] : [{ name: tokenVariable, value: env[tokenVariable] }]),
    ],
    tokenAdvice: tokenVariable === undefined ? `give the entry of ${origin} in hosts a token` : `set ${tokenVariable}`,
  };
}

function configuredApi(options: GitHubOptions, env: Environment): string | undefined {
  const fromEnvironment = env['GITHUB_API_URL'];
  return options.apiUrl ?? (fromEnvironment === '' ? undefined : fromEnvironment);
}

function requireWebAddress(name: string, text: string): string {
  const url = readWebAddress(text);
  if (url !== undefined) return url.href.replace(/\/+$/, '');
  throw new ZooError('ERR_ZOO_CONFIG_INVALID', `The GitHub setting ${name} is no web address.`, {
    hint: 'It looks like https://ghe.example.com, without credentials, query or fragment.',
  });
}
