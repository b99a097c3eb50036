import { join, resolve } from 'node:path';
import { createZooReader } from '@modelzoo/core/reader';
import type { CliHost } from './cli-host.js';
import type { CommandResults } from './command-results.js';
import { CONFIG_FILE, readConfig } from './config/read-config.js';
import { createStreamSink } from './formats/stream-sink.js';
import type { GlobalOptions } from './global-options.js';
import { holdWarnings } from './progress/held-warnings.js';
import type { LightContext } from './reading-context.js';
import { jsonDocuments } from './render/json.js';
import { jsonDocument } from './render/json-text.js';
import { printable } from './terminal/printable.js';

/** Commands that only read what is in the home folder, and one that does when it finds everything there. */
export type ReadingName = 'list' | 'search' | 'info' | 'find' | 'list-sources' | 'install';

/** The body of such a command: `undefined` when it needs the whole zoo. */
export type LightBody<Name extends ReadingName> = (context: LightContext) => Promise<CommandResults[Name] | undefined>;

/**
 * Runs a command that needs neither plugins nor the network, with as little loaded as may be: most of the time of such a
 * command is its start.
 *
 * @returns whether there was a result, which is printed then
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID`, and what `body` throws
 */
export async function runReading<Name extends ReadingName>(
  name: Name,
  body: LightBody<Name>,
  global: GlobalOptions,
  host: CliHost,
): Promise<boolean> {
  const { env, cwd } = host;
  await using zoo = createZooReader({
    home: global.home === undefined ? undefined : resolve(cwd, global.home),
    env,
    packageRoots: [new URL('noop.js', `file://${cwd}/`).href, import.meta.url],
    onEvent(event) {
      if (global.quiet) return;
      const { stderr } = host;
      if (global.json && !global.verbose && stderr.isTTY !== true) holdWarnings(host)(event);
      else if (event.type === 'notice' && event.level === 'warn') stderr.write(`${printable(event.message)}\n`);
    },
  });
  const config = await readConfig(join(zoo.home, CONFIG_FILE));
  const result = await body({ zoo, config, cwd, env });
  if (result === undefined) return false;
  const text = global.json ? toJson(name, result, host) : await toHuman(name, result, host);
  await createStreamSink(host.stdout).write(text === '' ? '' : `${text}\n`);
  return true;
}

function toJson<Name extends ReadingName>(name: Name, result: CommandResults[Name], { stdout }: CliHost): string {
  return jsonDocument(jsonDocuments[name](result), stdout.isTTY === true ? 2 : 0);
}

async function toHuman<Name extends ReadingName>(
  name: Name,
  result: CommandResults[Name],
  { stdout, env }: CliHost,
): Promise<string> {
  const [{ humanTexts }, { viewOf }] = await Promise.all([import('./render/human.js'), import('./terminal/view.js')]);
  return humanTexts[name](result, viewOf(stdout, env, new Date()));
}
