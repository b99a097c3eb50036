import { join, resolve } from 'node:path';
import { createZoo, defaultHome, type Zoo, type ZooPlugin } from '@modelzoo/core';
import type { CliHost } from './cli-host.js';
import type { CliConfig } from './config/config-schema.js';
import { parseRate } from './config/parse-rate.js';
import { parseSize } from './config/parse-size.js';
import { CONFIG_FILE, readConfig } from './config/read-config.js';
import { createConsentPrompt } from './consent-prompt.js';
import type { GlobalOptions } from './global-options.js';
import { bundledPlugins } from './plugins/bundled-plugins.js';
import { loadPlugin } from './plugins/load-plugin.js';
import type { Progress } from './progress/progress.js';
import { canAsk } from './terminal/ask.js';
import type { View } from './terminal/view.js';

/** A zoo as the command line uses it. */
export interface OpenZoo {
  readonly zoo: Zoo;
  /** Another zoo with the same settings, in another home folder. */
  readonly openAt: (home: string) => Zoo;
  readonly plugins: readonly ZooPlugin[];
  readonly offline: boolean;
  readonly configuration: FoundConfig;
}

/** The configuration file, and what it says. */
export interface FoundConfig {
  /** Absolute. */
  readonly path: string;
  /** `undefined` when there is no such file. */
  readonly config: CliConfig | undefined;
}

/**
 * Opens the zoo with all providers of our own, and the plugins that the user named.
 *
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID`, `ERR_ZOO_PLUGIN_INVALID`
 */
export async function openZoo(
  global: GlobalOptions,
  host: CliHost,
  output: { readonly progress: Progress; readonly view: View },
): Promise<OpenZoo> {
  const { env, cwd } = host;
  const home = global.home === undefined ? defaultHome(env) : resolve(cwd, global.home);
  const path = join(home, CONFIG_FILE);
  const config = await readConfig(path);
  const plugins = [...bundledPlugins(env, config ?? {}, cwd)];
  for (const name of global.plugin) plugins.push(await loadPlugin(name, cwd));
  const offline = global.offline || !['', '0'].includes(env['MODELZOO_OFFLINE'] ?? '');
  const openAt = (folder: string): Zoo =>
    createZoo({
      plugins,
      home: folder,
      cwd,
      env,
      offline,
      adopt: global.adopt && config?.adopt !== false,
      trust: global.trust,
      onConsent: canAsk(host) ? createConsentPrompt(host, output.view, output.progress.clear) : undefined,
      onEvent: output.progress.onEvent,
      packageRoots: [import.meta.url],
      rewrites: config?.rewrites,
      certificateAuthorities: config?.certificateAuthorities,
      maxConnections: global.maxConnections ?? config?.maxConnections,
      maxStoreBytes: global.maxStoreSize ?? parseSize(config?.maxStoreSize ?? ''),
      limitRateBytesPerSecond: global.limitRate ?? parseRate(config?.limitRate ?? ''),
    });
  return { zoo: openAt(home), openAt, plugins, offline, configuration: { path, config } };
}
