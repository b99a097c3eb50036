import { Command, Option } from 'commander';
import type { CliHost } from './cli-host.js';
import { addAuthorCommands } from './cli/author-commands.js';
import { addLockCommands } from './cli/lock-commands.js';
import { addModelCommands } from './cli/model-commands.js';
import { addRunCommands } from './cli/run-commands.js';
import { addSourceCommands } from './cli/source-commands.js';
import { addStoreCommands } from './cli/store-commands.js';
import { addTrustCommands } from './cli/trust-commands.js';
import { collect, positiveInteger, rate, size } from './cli/option-values.js';
import { parseGlobalOptions } from './global-options.js';
import { readVersion } from './version.js';

const ENVIRONMENT = `
Environment:
  MODELZOO_HOME, MODELZOO_OFFLINE        home folder; anything but 0: make no request
  MODELZOO_LAYERS                        home folders below it, which are only read, as in PATH
  GITHUB_TOKEN or GH_TOKEN               for private repositories and higher limits
  GITHUB_API_URL, GITHUB_SERVER_URL      another GitHub host
  HTTP_PROXY, HTTPS_PROXY, NO_PROXY, NO_COLOR

Exit codes:
  0 done, 1 failed, 2 wrong usage or reference, 3 not found, 4 network, rate limit or server,
  5 invalid manifest or archive, 6 integrity, 7 consent or policy, 130 interrupted`;

/** Declares all commands. The body of each, and all that it needs, is imported when it was chosen. */
export function createProgram(host: CliHost, setExitCode: (code: number) => void): Command {
  const program = new Command('zoo')
    .description('Register, list, download, run and delete machine-learning models.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .option('--json', 'print JSON on stdout, and errors as JSON on stderr')
    .option('--home <folder>', 'keep everything in this folder')
    .option('--offline', 'make no request')
    .option('--no-adopt', 'download also what another program on this machine has already')
    .option('--yes', 'answer yes to every question but the one whether code may run')
    .option('--trust', 'agree to run the code of every source that this command meets, and remember it')
    .addOption(new Option('--plugin <package-or-path>', 'use a plugin of your own; may be repeated').argParser(collect))
    .addOption(
      new Option('--max-connections <n>', 'download over at most so many connections (8)').argParser(positiveInteger),
    )
    .addOption(new Option('--limit-rate <rate>', 'download at most so many bytes a second: 500k, 2M').argParser(rate))
    .addOption(
      new Option('--max-store-size <size>', 'delete what nobody used for long before more is kept: 50G').argParser(
        size,
      ),
    )
    .option('--progress', 'with --json: tell what goes on as JSON, line by line on stderr')
    .option('--quiet', 'print no progress and no notes')
    .option('--verbose', 'print each step, and the causes of errors')
    .addHelpText('after', ENVIRONMENT)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      // Mistakes are told like all other errors, by the caller.
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => host.stdout.columns ?? 100,
      getOutHasColors: () => false,
    });
  const line = { program, host, setExitCode, global: () => parseGlobalOptions(program.opts()) };
  addSourceCommands(line);
  addModelCommands(line);
  addRunCommands(line);
  addLockCommands(line);
  addAuthorCommands(line);
  addStoreCommands(line);
  addTrustCommands(line);
  return program;
}
