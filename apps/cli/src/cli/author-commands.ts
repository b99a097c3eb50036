import { run, type CommandLine } from './command-line.js';
import { collect } from './option-values.js';

/** Commands for those who publish models. */
export function addAuthorCommands(line: CommandLine): void {
  const { program } = line;

  program
    .command('init')
    .description('make a source out of a model file: asks what the file does not say')
    .argument('<file>', 'the model: an .onnx file')
    .option('--to <folder>', 'folder for the source; default: one called as the file')
    .option('--name <name>', 'name of the model: owner/name')
    .option('--task <task>', 'what the model gives')
    .option('--labels <file-or-list>', 'names of its classes: a file with one on each line, or with commas')
    .option('--set <key=answer>', 'the answer to another question; may be repeated', collect)
    .option('--license <license>', 'an SPDX id: MIT, Apache-2.0')
    .option('--model-version <version>', 'version of the model; default: 1.0')
    .option('--author <author>', 'who made it')
    .option('--description <text>', 'what it does, in a sentence or two')
    .action(async (file: string, flags: InitFlags) => {
      const { initSource } = await import('../commands/init.js');
      const { parseAnswer } = await import('./parse-answer.js');
      const { to, name, modelVersion, license, author, description, task, labels } = flags;
      const answers = {
        ...Object.fromEntries((flags.set ?? []).map(parseAnswer)),
        ...(task !== undefined && { task }),
        ...(labels !== undefined && { labels }),
      };
      const options = { file, to, name, modelVersion, license, author, description, answers };
      await run(line, 'init', (context) => initSource(options, context));
    });

  program
    .command('validate')
    .description('check a source as its users will meet it: manifests, files, loading, running')
    .argument('[folder-or-reference]', 'default: the current folder', '.')
    .option('--input <file>', 'run each model on it; may be repeated, and be a folder or a pattern', collect)
    .option('--model-name <name>', 'look at this model only; may be repeated', collect)
    .action(async (given: string, flags: ValidateFlags) => {
      const { validateSource } = await import('../commands/validate.js');
      const options = { source: given, inputs: flags.input ?? [], models: flags.modelName ?? [] };
      await run(
        line,
        'validate',
        (context) => validateSource(options, context),
        ({ exitCode }) => exitCode,
      );
    });
}

interface InitFlags {
  readonly to?: string;
  readonly name?: string;
  readonly task?: string;
  readonly labels?: string;
  readonly set?: readonly string[];
  readonly license?: string;
  readonly modelVersion?: string;
  readonly author?: string;
  readonly description?: string;
}

interface ValidateFlags {
  readonly input?: readonly string[];
  readonly modelName?: readonly string[];
}
