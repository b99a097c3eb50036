import { ZooError } from '@modelzoo/core';
import registryAuthToken from 'registry-auth-token';
import type { NpmOptions } from './npm-options.js';
import { unsetVariables, type Environment, type NpmSettings } from './npmrc.js';
import { readNpmSettings } from './npmrc-files.js';

const DEFAULT_REGISTRY = 'https://registry.npmjs.org/';

/** What npm's configuration says about registries and credentials. */
export interface NpmConfiguration {
  /**
   * Address of the registry that serves a package, ending in a slash and without credentials.
   * @throws ZooError `ERR_ZOO_CONFIG_INVALID` when the setting is no web address
   */
  readonly registryFor: (packageName: string) => string;
  /** Value of the `authorization` header for an address, when there is a credential that may go there. */
  readonly authorizationFor: (url: string) => string | undefined;
  /** Web origins of all registries and credentials. */
  readonly origins: readonly string[];
  /** Variables that a credential is to be taken from and that are not set, or may not be read. */
  readonly unsetVariables: readonly string[];
}

/** @throws ZooError `ERR_ZOO_CONFIG_INVALID` when a file cannot be read, or a token is given for a registry that is none */
export function readNpmConfiguration(options: NpmOptions, env: Environment): NpmConfiguration {
  const settings = {
    registry: DEFAULT_REGISTRY,
    ...readNpmSettings(options.cwd ?? process.cwd(), env),
    ...(options.registry !== undefined && { registry: options.registry }),
  };
  const credentials = credentialsOf(settings, options.token);
  const registries = Object.entries(settings).flatMap(([key, url]) => (/^(?:@.*:)?registry$/.test(key) ? [url] : []));
  const origins = new Set([...registries, ...addressesOf(credentials)].flatMap(originOf));
  return {
    registryFor(packageName) {
      const scope = packageName.startsWith('@') ? packageName.slice(0, packageName.indexOf('/')) : '';
      const scoped = (settings as NpmSettings)[`${scope}:registry`];
      return checkRegistry(scoped ?? settings.registry);
    },
    authorizationFor(url) {
      const [origin] = originOf(url);
      if (origin === undefined || !origins.has(origin)) return undefined;
      // Tarballs may lie beside the path of their registry; npm sends the credential of a registry to its whole origin.
      const candidates = [url, ...registries.filter((registry) => originOf(registry)[0] === origin)];
      for (const candidate of candidates) {
        const found = registryAuthToken(candidate, { recursive: true, npmrc: { ...credentials } });
        if (found !== undefined) return `${found.type} ${found.token}`;
      }
      return undefined;
    },
    origins: [...origins],
    unsetVariables: [
      ...new Set(
        Object.entries(settings).flatMap(([key, value]) => (key.startsWith('//') ? unsetVariables(value) : [])),
      ),
    ],
  };
}

/** Settings that belong to one address. npm has given up credentials that belong to none, and so have we. */
function credentialsOf(settings: NpmSettings & { readonly registry: string }, token: string | undefined): NpmSettings {
  const bound = Object.entries(settings).filter(
    // What begins with a dollar sign the library would look up in the environment of the process.
    ([key, value]) => key.startsWith('//') && !value.startsWith('$') && unsetVariables(value).length === 0,
  );
  const credentials = Object.fromEntries(bound);
  if (token !== undefined) {
    const { host, pathname } = new URL(checkRegistry(settings.registry));
    credentials[`//${host}${pathname}:_authToken`] = token;
  }
  return credentials;
}

/** The address of a credential names no scheme. Unless it is a registry's, only an encrypted connection may carry it. */
function addressesOf(credentials: NpmSettings): string[] {
  return Object.keys(credentials).map((key) => `https:${key.slice(0, key.lastIndexOf(':'))}`);
}

function originOf(url: string): string[] {
  const { origin, protocol } = URL.canParse(url) ? new URL(url) : {};
  return origin !== undefined && /^https?:$/.test(protocol ?? '') ? [origin] : [];
}

function checkRegistry(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new ZooError(
      'ERR_ZOO_CONFIG_INVALID',
      `npm's configuration names a registry that is not a plain web address.`,
      {
        hint:
          'Look at `npm config get registry`. It must begin with http:// or https://, and a credential belongs ' +
          'into a setting of its own (`npm login`). Nothing was changed.',
        details: { registry: text },
      },
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.search = '';
  url.hash = '';
  return url.href;
}
