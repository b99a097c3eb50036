import { resolve } from 'node:path';
import { createZooReader, type ZooReader } from '@modelzoo/core/reader';
import type { CliHost } from './cli-host.js';
import type { CommandResults } from './command-results.js';
import { createStreamSink } from './formats/stream-sink.js';
import type { GlobalOptions } from './global-options.js';
import { jsonDocuments } from './render/json.js';
import { jsonDocument } from './render/json-text.js';
import { printable } from './terminal/printable.js';

/** Commands that only read what is in the home folder. */
export type ReadingName = 'list' | 'search' | 'info' | 'find' | 'list-sources';

/** What such a command works with. */
export interface ReadingContext {
  readonly zoo: ZooReader;
}

/**
 * Runs a command that needs neither plugins nor the network, with as little loaded as may be: most of the time of such a
 * command is its start.
 */
export async function runReading<Name extends ReadingName>(
  name: Name,
  body: (context: ReadingContext) => Promise<CommandResults[Name]>,
  global: GlobalOptions,
  host: CliHost,
): Promise<void> {
  const { env, cwd, stderr } = host;
  const isForPrograms = global.json && !global.verbose && stderr.isTTY !== true;
  await using zoo = createZooReader({
    home: global.home === undefined ? undefined : resolve(cwd, global.home),
    env,
    packageRoots: [new URL('noop.js', `file://${cwd}/`).href, import.meta.url],
    onEvent(event) {
      if (event.type === 'notice' && event.level === 'warn' && !global.quiet && !isForPrograms) {
        stderr.write(`${printable(event.message)}\n`);
      }
    },
  });
  const result = await body({ zoo });
  const text = global.json ? toJson(name, result, host) : await toHuman(name, result, host);
  await createStreamSink(host.stdout).write(text === '' ? '' : `${text}\n`);
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
