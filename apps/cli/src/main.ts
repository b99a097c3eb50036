import { CommanderError } from 'commander';
import { createProgram } from './cli.js';
import type { CliHost } from './cli-host.js';
import { maskOutput } from './terminal/mask-output.js';

/**
 * Runs the command line once.
 *
 * @param argv what follows the program's name
 * @returns the exit code; nothing is thrown
 */
export async function main(argv: readonly string[], outerHost: CliHost): Promise<number> {
  // Made upon the host, not of it: its streams are made when they are first asked for.
  const host = Object.create(maskOutput(outerHost), { heldWarnings: { value: [] } }) as CliHost;
  let exitCode = 0;
  const program = createProgram(host, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    if (host.heldWarnings !== undefined && host.heldWarnings.length > 0) {
      const { tellWarnings } = await import('./progress/held-warnings.js');
      tellWarnings(host);
    }
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // Errors of a run that was told to stop are only its echo.
    const cause: unknown = host.signal.aborted ? host.signal.reason : error;
    return await report(cause, argv, host);
  }
}

async function report(error: unknown, argv: readonly string[], host: CliHost): Promise<number> {
  const { renderError } = await import('./render/error.js');
  const { viewOf } = await import('./terminal/view.js');
  const { usageError } = await import('./usage-error.js');
  // Asked of the arguments themselves, as the mistake may be what kept them from being read.
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  const { text, exitCode } = renderError(error instanceof CommanderError ? usageError(error) : error, {
    json: flags.includes('--json'),
    verbose: flags.includes('--verbose'),
    view: viewOf(host.stderr, host.env, new Date()),
    warnings: host.heldWarnings ?? [],
  });
  host.stderr.write(text);
  return exitCode;
}
