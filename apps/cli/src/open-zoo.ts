import { resolve } from 'node:path';
import { createZoo, type Zoo, type ZooPlugin } from '@modelzoo/core';
import type { CliHost } from './cli-host.js';
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
  readonly plugins: readonly ZooPlugin[];
  readonly offline: boolean;
}

/** Opens the zoo with all providers of our own, and the plugins that the user named. */
export async function openZoo(
  global: GlobalOptions,
  host: CliHost,
  output: { readonly progress: Progress; readonly view: View },
): Promise<OpenZoo> {
  const { env, cwd } = host;
  const plugins = [...bundledPlugins(env)];
  for (const name of global.plugin) plugins.push(await loadPlugin(name, cwd));
  const offline = global.offline || !['', '0'].includes(env['MODELZOO_OFFLINE'] ?? '');
  const zoo = createZoo({
    plugins,
    home: global.home === undefined ? undefined : resolve(cwd, global.home),
    cwd,
    env,
    offline,
    trust: global.trust,
    onConsent: canAsk(host) ? createConsentPrompt(host, output.view, output.progress.clear) : undefined,
    onEvent: output.progress.onEvent,
    packageRoots: [import.meta.url],
  });
  return { zoo, plugins, offline };
}
