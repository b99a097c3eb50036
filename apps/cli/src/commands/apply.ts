import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ZooError, type ApplyResult, type Model, type ModelInput } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { ApplyRow } from '../formats/apply-row.js';
import { createFolderWriter, createTextWriter } from '../formats/create-writer.js';
import { importSharp } from '../formats/import-sharp.js';
import { openFileSink } from '../formats/text-sink.js';
import { chooseFormat } from '../formats/choose-format.js';
import type { ResultFormat } from '../formats/result-formats.js';
import type { ResultWriter } from '../formats/result-writer.js';
import { findInputs, type FoundInputs, type InputFile } from '../inputs/expand-inputs.js';
import { toModelInput } from '../inputs/to-model-input.js';

/** Arguments of `zoo apply`. */
export interface ApplyOptions {
  readonly nameOrReference: string;
  readonly inputs: readonly string[];
  readonly modelName: string | undefined;
  readonly source: string | undefined;
  /** Key of the labels in the results. */
  readonly labelField: string;
  readonly batchSize: number | undefined;
  readonly confidenceThreshold: number | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** File or folder for the results. */
  readonly out: string | undefined;
  readonly format: ResultFormat | undefined;
  /** Folder for pictures with the labels drawn. */
  readonly draw: string | undefined;
  /** Whether results go to stdout as lines of JSON, whatever else becomes of them. */
  readonly json: boolean;
}

/** A run whose rows come one by one, in input order. What goes to files is written on the way. */
export interface ApplyRun {
  readonly labelField: string;
  readonly rows: AsyncIterable<ApplyRow>;
  /** Form that was asked for on stdout; `undefined`: as people read it, or JSON with `--json`. */
  readonly stdoutFormat: ResultFormat | undefined;
  /** Number of inputs; `undefined` when a list on stdin has yet to be read. */
  readonly inputs: number | undefined;
  /** Where the results went, if not to stdout. */
  readonly out: string | undefined;
}

/** Loads a model, downloading it first if need be, and runs it over inputs. */
export async function applyModel(options: ApplyOptions, context: CommandContext): Promise<ApplyRun> {
  const out = options.out === undefined ? undefined : resolve(context.cwd, options.out);
  const format = chooseFormat(options, out);
  const inputs = await findInputs(options.inputs, context);
  // What is missing here shows before anything is downloaded.
  if (options.draw !== undefined || format === 'coco') await importSharp();
  const model = await context.zoo.loadModel(options.nameOrReference, {
    modelName: options.modelName,
    source: options.source,
    parameters: options.parameters,
    signal: context.signal,
  });
  return {
    labelField: options.labelField,
    inputs: inputs.count(model.mediaType),
    rows: runModel(model, inputs, { ...options, out, format }, context),
    stdoutFormat: out === undefined ? options.format : undefined,
    out,
  };
}

async function* runModel(
  model: Model,
  inputs: FoundInputs,
  options: ApplyOptions & { readonly format: ResultFormat },
  context: CommandContext,
): AsyncIterable<ApplyRow> {
  await using _model = model;
  const writers: ResultWriter[] = [];
  if (options.out !== undefined) writers.push(await openWriter(options.out, options));
  if (options.draw !== undefined) {
    const { createPainter } = await import('../formats/painter.js');
    writers.push(await createPainter(resolve(context.cwd, options.draw)));
  }
  for await (const row of predictRows(model, inputs.files(model.mediaType), options, context)) {
    for (const writer of writers) await writer.write(row);
    yield row;
  }
  for (const writer of writers) await writer.finish();
}

async function openWriter(
  out: string,
  { format, labelField }: ApplyOptions & { readonly format: ResultFormat },
): Promise<ResultWriter> {
  if (format === 'fiftyone') return createFolderWriter(out, labelField);
  return createTextWriter(format, await openFileSink(out, format), labelField);
}

async function* predictRows(
  model: Model,
  files: AsyncIterable<InputFile>,
  options: ApplyOptions,
  context: CommandContext,
): AsyncIterable<ApplyRow> {
  // What was handed to the model and has not come back yet; results come in the same order.
  const underway = new Map<number, InputFile>();
  const unreadable = new Map<number, Error>();

  async function* toInputs(): AsyncIterable<ModelInput> {
    let index = 0;
    for await (const file of files) {
      underway.set(index, file);
      yield await toModelInput(file, model.mediaType).catch((error: unknown) => {
        unreadable.set(index, error instanceof Error ? error : new Error(String(error)));
        return '';
      });
      index += 1;
    }
  }

  const results = context.zoo.applyModel(model, toInputs(), {
    batchSize: options.batchSize,
    confidenceThreshold: options.confidenceThreshold,
    signal: context.signal,
  });
  for await (const result of results) {
    const file = underway.get(result.index);
    if (file === undefined) throw new Error(`The zoo answered input ${result.index}, which it was not given.`);
    const error = unreadable.get(result.index);
    underway.delete(result.index);
    unreadable.delete(result.index);
    yield error === undefined ? await toRow(file, result) : await failedRow(file, error);
  }
}

async function toRow(file: InputFile, result: ApplyResult): Promise<ApplyRow> {
  return 'error' in result ? failedRow(file, result.error) : { ...file, prediction: result.prediction };
}

async function failedRow(file: InputFile, cause: Error): Promise<ApplyRow> {
  const isThere = await access(file.absolutePath).then(
    () => true,
    () => false,
  );
  if (isThere || ZooError.is(cause, 'ERR_ZOO_FILE_NOT_FOUND')) return { ...file, error: cause };
  const error = new ZooError('ERR_ZOO_FILE_NOT_FOUND', `There is no file ${file.filepath}.`, { cause });
  return { ...file, error };
}
