import type { ModelManager, ZooPlugin } from '@modelzoo/core';
import { contentCaches } from './content-caches.js';
import { fetchFile } from './fetch-file.js';
import { httpManagerConfigSchema, looksLikeHttpConfig, type HttpManagerConfig } from './http-manager-config.js';
import type { HttpOptions } from './http-options.js';
import { createMirrorCooldowns } from './mirror-cooldowns.js';
import { planFiles } from './plan-files.js';

/** Weights behind http and https URLs: resumed, retried, from mirrors. Carries no credentials anywhere. */
export function http(options: HttpOptions = {}): ZooPlugin {
  return {
    name: '@modelzoo/manager-http',
    specVersion: 'v1',
    managers: [createHttpManager(options)],
    caches: contentCaches,
  };
}

/** The manager of {@link http} by itself. */
export function createHttpManager(options: HttpOptions = {}): ModelManager<HttpManagerConfig> {
  const cooldowns = createMirrorCooldowns();
  return {
    specVersion: 'v1',
    id: 'http',
    types: ['http'],
    aliases: ['fiftyone.core.models.ModelManager', 'eta.core.models.ETAModelManager'],
    accepts: looksLikeHttpConfig,
    configSchema: httpManagerConfigSchema,
    doPlan: (request) => Promise.resolve().then(() => planFiles(request)),
    doFetch: (file, sink, context) => fetchFile(file, sink, context, options, cooldowns),
  };
}
