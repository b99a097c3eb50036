import type { Command } from 'commander';
import type { CliHost } from '../cli-host.js';
import type { CommandResults } from '../command-results.js';
import type { GlobalOptions } from '../global-options.js';
import type { DocumentName } from '../render/json.js';
import type { CommandBody } from '../run-command.js';

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
