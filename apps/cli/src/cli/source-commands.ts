import { run, runReading, type CommandLine } from './command-line.js';

/** Commands about where models come from. */
export function addSourceCommands(line: CommandLine): void {
  const { program } = line;

  program
    .command('register-source')
    .description('add the models of a repository, an archive, a folder or a package; runs no code of it')
    .argument('<reference>', 'owner/repo, https://…, ./folder, npm:package')
    .option('--name <alias>', 'a short name of your own for the source')
    .option('--overwrite', 'fetch it again when it is registered already')
    .action(async (reference: string, options: { readonly name?: string; readonly overwrite?: boolean }) => {
      const { registerSource } = await import('../commands/register-source.js');
      const { name: alias, overwrite = false } = options;
      await run(line, 'register-source', (context) => registerSource({ reference, alias, overwrite }, context));
    });

  program
    .command('list-sources')
    .description('registered sources, and what is wrong with them')
    .action(async () => {
      const { listSources } = await import('../commands/list-sources.js');
      await runReading(line, 'list-sources', listSources);
    });

  program
    .command('update-source')
    .description('fetch what moved; downloaded models are never touched')
    .argument('[sources...]', 'references, keys or aliases; none: all')
    .option('--check', 'only report, and exit with 1 if something moved')
    .action(async (sources: readonly string[], { check = false }: { readonly check?: boolean }) => {
      const { firstFailure, updateSource } = await import('../commands/update-source.js');
      await run(
        line,
        'update-source',
        (context) => updateSource({ sources, check }, context),
        (updates) => {
          // The results are printed by now; what failed decides about the exit code, and is told as any other error.
          const failure = firstFailure(updates);
          if (failure !== undefined) throw failure;
          return check && updates.some(({ moved }) => moved) ? 1 : 0;
        },
      );
    });

  program
    .command('delete-source')
    .description('unregister a source, and delete its downloaded models')
    .argument('<source>', 'reference, key or alias')
    .option('--keep-models', 'leave its downloaded models where they are')
    .action(async (source: string, { keepModels = false }: { readonly keepModels?: boolean }) => {
      const { deleteSource } = await import('../commands/delete-source.js');
      await run(line, 'delete-source', (context) => deleteSource({ source, keepModels }, context));
    });
}
