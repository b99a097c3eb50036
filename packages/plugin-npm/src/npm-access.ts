import { ZooError, type PluginAccess } from '@modelzoo/core';
import { readNpmConfiguration } from './npm-configuration.js';
import type { NpmOptions } from './npm-options.js';
import { CONFIGURATION_VARIABLES } from './npmrc-files.js';

/** What people and CI services name the variable that their `.npmrc` takes a token from. */
const TOKEN_VARIABLES = ['NPM_TOKEN', 'NODE_AUTH_TOKEN'];

/** What the plugin needs of the outside: npm's variables, and credentials for the registries that npm's configuration names. */
export function createNpmAccess(options: NpmOptions): PluginAccess {
  return {
    env: [...CONFIGURATION_VARIABLES, ...TOKEN_VARIABLES, ...(options.env ?? [])],
    origins(env) {
      try {
        return readNpmConfiguration(options, env).origins;
      } catch (error) {
        // The request itself will tell what is wrong; other plugins must not suffer for it.
        if (ZooError.is(error, 'ERR_ZOO_CONFIG_INVALID')) return [];
        throw error;
      }
    },
  };
}
