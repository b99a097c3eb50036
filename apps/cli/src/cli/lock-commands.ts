import { run, tryReading, type CommandLine } from './command-line.js';

const LOCK_FILE_OPTION = ['--lock-file <path>', 'another file than zoo.lock in this folder'] as const;

/** Commands about the lock file of a project. */
export function addLockCommands(line: CommandLine): void {
  const { program } = line;

  program
    .command('lock')
    .description('write down exactly which sources and files this project uses, in zoo.lock')
    .argument('[models...]', 'names or references to take in; none: what is in the file, or all that is downloaded')
    .option('--check', 'only report, and exit with 1 if a fresh file would be another')
    .option(...LOCK_FILE_OPTION)
    .action(
      async (models: readonly string[], { check = false, lockFile }: LockFlags & { readonly check?: boolean }) => {
        const { checkLock, writeLock } = await import('../commands/lock.js');
        const options = { models, lockFile };
        if (!check) await run(line, 'lock', (context) => writeLock(options, context));
        else
          await run(
            line,
            'lock --check',
            (context) => checkLock(options, context),
            ({ upToDate }) => (upToDate ? 0 : 1),
          );
      },
    );

  program
    .command('install')
    .description('bring exactly what zoo.lock names; asks nobody what a reference or a version stands for')
    .argument('[models...]', 'only these; one that is not locked is locked first')
    .option('--frozen', 'never write the lock file, and refuse what is not in it')
    .option(...LOCK_FILE_OPTION)
    .action(async (models: readonly string[], flags: LockFlags & { readonly frozen?: boolean }) => {
      const { findInstalled, installLock } = await import('../commands/install.js');
      const { frozen = false, lockFile } = flags;
      const options = { models, frozen, lockFile };
      if (await tryReading(line, 'install', (context) => findInstalled(options, context))) return;
      await run(line, 'install', (context) => installLock(options, context));
    });

  program
    .command('outdated')
    .description('what moved upstream since zoo.lock was written; changes nothing')
    .option(...LOCK_FILE_OPTION)
    .action(async ({ lockFile }: LockFlags) => {
      const { listOutdated } = await import('../commands/outdated.js');
      await run(line, 'outdated', (context) => listOutdated({ lockFile }, context));
    });

  program
    .command('export')
    .description('write models and their sources into one archive, for machines without network')
    .argument('[models...]', 'names or references; none: what zoo.lock names')
    .requiredOption('--to <file.tar>', 'where to write it')
    .action(async (models: readonly string[], { to }: { readonly to: string }) => {
      const { exportModels } = await import('../commands/export.js');
      await run(line, 'export', (context) => exportModels({ models, to }, context));
    });

  program
    .command('import')
    .description('take in an archive of zoo export; everything in it is verified first, and nothing runs')
    .argument('<file.tar>')
    .option('--from-layer', 'link what a layer of MODELZOO_LAYERS has already, in the place of unpacking it')
    .action(async (file: string, { fromLayer }: { readonly fromLayer?: boolean }) => {
      const { importModels } = await import('../commands/export.js');
      await run(line, 'import', (context) => importModels({ file, fromLayer }, context));
    });
}

interface LockFlags {
  readonly lockFile?: string;
}
