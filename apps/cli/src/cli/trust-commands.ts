import { run, type CommandLine } from './command-line.js';

/** Commands about what may run, and about the installation. */
export function addTrustCommands(line: CommandLine): void {
  const { program } = line;

  program
    .command('trust')
    .description('agree to run the code of a source, as it is now')
    .argument('[source]', 'reference, key or alias')
    .option('--list', 'print what you agreed to')
    .action(async (source: string | undefined, { list = false }: { readonly list?: boolean }, command) => {
      const { listTrusted, trustSource } = await import('../commands/trust.js');
      if (list === (source !== undefined)) {
        (command as typeof program).error('error: give either a source or --list', {
          code: 'commander.missingArgument',
        });
      } else if (source === undefined) {
        await run(line, 'trust --list', listTrusted);
      } else {
        await run(line, 'trust', (context) => trustSource(source, context));
      }
    });

  program
    .command('untrust')
    .description('take the agreement back, for every content of a source')
    .argument('<source>', 'reference, key or alias')
    .action(async (source: string) => {
      const { untrustSource } = await import('../commands/trust.js');
      await run(line, 'untrust', (context) => untrustSource(source, context));
    });

  program
    .command('doctor')
    .description('the state of this installation; touches no network')
    .action(async () => {
      const { examine } = await import('../commands/doctor.js');
      await run(line, 'doctor', examine);
    });
}
