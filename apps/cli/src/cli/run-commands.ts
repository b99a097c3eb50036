import { Option } from 'commander';
import { resultFormats, type ResultFormat } from '../formats/result-formats.js';
import type { CommandLine } from './command-line.js';
import { collectParameter, fieldName, positiveInteger, share } from './option-values.js';

const DEFAULT_LABEL_FIELD = 'predictions';

/** Commands that run models. */
export function addRunCommands(line: CommandLine): void {
  const { program } = line;

  program
    .command('apply')
    .description('run a model over files, and print what it says of each')
    .argument('<model-or-reference>')
    .argument('<inputs...>', 'files, folders, patterns, URLs, or - for a list on stdin')
    .option('--model-name <name>', 'which model of the reference')
    .option('--source <source>', 'which source is meant, where several have a model of that name')
    .option('--label-field <field>', 'key of the labels in the results', fieldName, DEFAULT_LABEL_FIELD)
    .option('--batch-size <number>', 'inputs given to the model at once', positiveInteger)
    .option('--confidence-thresh <number>', 'leave out what is less sure, from 0 to 1', share)
    .option('--store-logits', 'give raw scores, too', false)
    .option('--param <key=value>', 'a parameter for loading the model; may be repeated', collectParameter)
    .option('--out <file-or-folder>', 'write the results there')
    .option('--resume', 'go on with a run into --out that was interrupted', false)
    .addOption(new Option('--format <format>', 'form of the results').choices(resultFormats))
    .option('--draw <folder>', 'write the pictures there with the labels drawn')
    .action(async (nameOrReference: string, inputs: readonly string[], flags: ApplyFlags) => {
      const { runApply } = await import('../run-command.js');
      const { applyModel } = await import('../commands/apply.js');
      const global = line.global();
      const options = {
        nameOrReference,
        inputs,
        modelName: flags.modelName,
        source: flags.source,
        labelField: flags.labelField,
        batchSize: flags.batchSize,
        confidenceThreshold: flags.confidenceThresh,
        storeLogits: flags.storeLogits,
        parameters: flags.param ?? {},
        out: flags.out,
        format: flags.format,
        resume: flags.resume,
        draw: flags.draw,
        json: global.json,
      };
      const failed = await runApply((context) => applyModel(options, context), global, line.host);
      line.setExitCode(failed === 0 ? 0 : 1);
    });

  program
    .command('embed')
    .description('write the embeddings of files')
    .argument('<model-or-reference>')
    .argument('<inputs...>', 'files, folders, patterns, URLs, or - for a list on stdin')
    .requiredOption('--out <file>', 'a file that ends in .npy or .jsonl')
    .option('--model-name <name>', 'which model of the reference')
    .option('--source <source>', 'which source is meant, where several have a model of that name')
    .option('--batch-size <number>', 'inputs given to the model at once', positiveInteger)
    .option('--param <key=value>', 'a parameter for loading the model; may be repeated', collectParameter)
    .option('--resume', 'go on with a run into --out that was interrupted', false)
    .action(async (nameOrReference: string, inputs: readonly string[], flags: EmbedFlags) => {
      const { runEmbed } = await import('../run-command.js');
      const { embedInputs } = await import('../commands/embed.js');
      const { modelName, source, batchSize, param: parameters = {}, out, resume } = flags;
      const options = { nameOrReference, inputs, modelName, source, batchSize, parameters, out, resume };
      const failed = await runEmbed((context) => embedInputs(options, context), line.global(), line.host);
      line.setExitCode(failed === 0 ? 0 : 1);
    });
}

interface RunFlags {
  readonly resume: boolean;
  readonly modelName?: string;
  readonly source?: string;
  readonly batchSize?: number;
  readonly param?: Readonly<Record<string, unknown>>;
}

interface ApplyFlags extends RunFlags {
  readonly labelField: string;
  readonly confidenceThresh?: number;
  readonly storeLogits: boolean;
  readonly out?: string;
  readonly format?: ResultFormat;
  readonly draw?: string;
}

interface EmbedFlags extends RunFlags {
  readonly out: string;
}
