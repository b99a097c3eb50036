import type { Command } from 'commander';
import type { CliHost } from '../cli-host.js';
import type { CommandResults } from '../command-results.js';
import type { GlobalOptions } from '../global-options.js';
import type { DocumentName } from '../render/json.js';
import type { CommandBody } from '../run-command.js';
import type { ReadingContext } from '../reading-context.js';
import type { LightBody, ReadingName } from '../run-reading.js';

/** What commands are declared on. */
export interface CommandLine {
  readonly program: Command;
  readonly host: CliHost;
  /** The global options, once the arguments were read. */
  global(): GlobalOptions;
  setExitCode(code: number): void;
}

/** Runs a command that gives one document, and takes the exit code from its result. */
export async function run<Name extends DocumentName>(
  line: CommandLine,
  name: Name,
  body: CommandBody<Name>,
  exitCodeOf: (result: CommandResults[Name]) => number = () => 0,
): Promise<void> {
  const { runCommand } = await import('../run-command.js');
  line.setExitCode(exitCodeOf(await runCommand(name, body, line.global(), line.host)));
}

/**
 * Runs a command that only reads the home folder: without plugins, unless it names a source, which may be a reference that only
 * a plugin understands.
 */
export async function runReading<Name extends ReadingName>(
  line: CommandLine,
  name: Name,
  body: (context: ReadingContext) => Promise<CommandResults[Name]>,
  source?: string,
): Promise<void> {
  if (source !== undefined || !(await tryReading(line, name, body))) await run(line, name, body);
}

/** Runs a command without plugins, where that is enough: gives whether it was. */
export async function tryReading<Name extends ReadingName>(
  line: CommandLine,
  name: Name,
  body: LightBody<Name>,
): Promise<boolean> {
  const global = line.global();
  if (global.plugin.length > 0) return false;
  const reading = await import('../run-reading.js');
  return reading.runReading(name, body, global, line.host);
}
