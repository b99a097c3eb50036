import { run, runReading, type CommandLine } from './command-line.js';
import { collect, collectList } from './option-values.js';

const SOURCE_OPTION = ['--source <source>', 'which source is meant, where several have a model of that name'] as const;

/** Commands about models on the shelf and on this machine. */
export function addModelCommands(line: CommandLine): void {
  const { program } = line;

  program
    .command('list')
    .description('models of all sources')
    .option('--tags <tags>', 'only those with all of these tags (a,b)', collectList)
    .option('--source <source>', 'only those of one source')
    .option('--license <license>', 'only those with this licence')
    .option('--downloaded', 'only those on this machine')
    .option('--names', 'print names only')
    .action(async (options: ListFlags) => {
      const { listModels } = await import('../commands/list.js');
      const { tags = [], source, license, downloaded = false, names = false } = options;
      const filter = { tags, source, license, downloaded, names };
      await runReading(line, 'list', (context) => listModels(filter, context), source);
    });

  program
    .command('search')
    .description('models whose name, tags or description have the words, best first')
    .argument('<words...>')
    .action(async (words: readonly string[]) => {
      const { searchModels } = await import('../commands/search.js');
      await runReading(line, 'search', (context) => searchModels(words, context));
    });

  program
    .command('info')
    .description('everything known about one model')
    .argument('<model>')
    .option(...SOURCE_OPTION)
    .action(async (model: string, { source }: SourceFlag) => {
      const { showModel } = await import('../commands/info.js');
      await runReading(line, 'info', (context) => showModel({ model, source }, context), sourceNamed(model, source));
    });

  program
    .command('requirements')
    .description('what a model needs, and what is missing')
    .argument('<model>')
    .option(...SOURCE_OPTION)
    .option('--check', 'exit with 1 if something is missing')
    .option('--install', 'install what is missing with npm, after a question')
    .action(async (model: string, options: SourceFlag & { readonly check?: boolean; readonly install?: boolean }) => {
      const { showRequirements } = await import('../commands/requirements.js');
      const { source, check = false, install = false } = options;
      await run(
        line,
        'requirements',
        (context) => showRequirements({ model, source, install }, context),
        ({ met }) => ((check || install) && !met ? 1 : 0),
      );
    });

  program
    .command('download')
    .description('bring a model onto this machine; a reference registers its source first')
    .argument('<model-or-reference>')
    .option('--model-name <name>', 'which model of the reference; may be repeated', collect)
    .option('--all', 'every model of the source')
    .option('--overwrite', 'fetch again what is there already')
    .option('--accept-digest <promised=accepted>', 'take a file with another sha256 than promised; repeatable', collect)
    .option(...SOURCE_OPTION)
    .action(async (nameOrReference: string, options: DownloadFlags) => {
      const { downloadModels } = await import('../commands/download.js');
      const { modelName: modelNames = [], all = false, overwrite = false, source } = options;
      const { acceptDigest: acceptDigests = [] } = options;
      await run(line, 'download', (context) =>
        downloadModels({ nameOrReference, modelNames, all, overwrite, acceptDigests, source }, context),
      );
    });

  program
    .command('find')
    .description('print the path of a downloaded model and nothing else; exits with 3 if it is not there')
    .argument('<model>')
    .option(...SOURCE_OPTION)
    .action(async (model: string, { source }: SourceFlag) => {
      const { findModel } = await import('../commands/find.js');
      await runReading(line, 'find', (context) => findModel({ model, source }, context), sourceNamed(model, source));
    });

  program
    .command('delete')
    .description('delete a downloaded model')
    .argument('<model>')
    .option('--all-versions', 'every version that is there')
    .option(...SOURCE_OPTION)
    .action(async (model: string, options: SourceFlag & { readonly allVersions?: boolean }) => {
      const { deleteModel } = await import('../commands/delete.js');
      const { source, allVersions = false } = options;
      await run(line, 'delete', (context) => deleteModel({ model, source, allVersions }, context));
    });

  for (const [name, description] of [
    ['pin', 'keep a downloaded model when --max-store-size wants models to go'],
    ['unpin', 'take that back'],
  ] as const) {
    program
      .command(name)
      .description(description)
      .argument('<model>')
      .option(...SOURCE_OPTION)
      .action(async (model: string, { source }: SourceFlag) => {
        const { pinModel } = await import('../commands/pin.js');
        await run(line, name, (context) => pinModel({ model, source, isPinned: name === 'pin' }, context));
      });
  }
}

/** The source that a name begins with (`<source>::<name>`), or that an option gives. */
function sourceNamed(model: string, source: string | undefined): string | undefined {
  return source ?? (model.includes('::') ? model.slice(0, model.indexOf('::')) : undefined);
}

interface SourceFlag {
  readonly source?: string;
}

interface ListFlags extends SourceFlag {
  readonly tags?: readonly string[];
  readonly license?: string;
  readonly downloaded?: boolean;
  readonly names?: boolean;
}

interface DownloadFlags extends SourceFlag {
  readonly modelName?: readonly string[];
  readonly all?: boolean;
  readonly overwrite?: boolean;
  readonly acceptDigest?: readonly string[];
}
