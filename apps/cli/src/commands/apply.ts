import { resolve } from 'node:path';
import { ZooError, type Model } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { ApplyRow } from '../formats/apply-row.js';
import { chooseFormat } from '../formats/choose-format.js';
import { createFileWriter } from '../formats/create-writer.js';
import { importSharp } from '../formats/import-sharp.js';
import type { Painter } from '../formats/painter.js';
import { readPictureSize } from '../formats/picture-size.js';
import type { ResultFormat } from '../formats/result-formats.js';
import { findInputs, type FoundInputs } from '../inputs/find-inputs.js';
import { resumableRows } from '../resume/resumable-rows.js';
import { openLedger, type RunLedger } from '../resume/run-ledger.js';
import { runInputs } from './run-inputs.js';

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
  readonly storeLogits: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** File or folder for the results. */
  readonly out: string | undefined;
  readonly format: ResultFormat | undefined;
  /** Whether to go on with a run into the same file or folder that was interrupted. */
  readonly resume: boolean;
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
  /** Rows of an earlier run that are kept, and do not come again. */
  readonly skipped: number;
  /** How many inputs there are, with those of the earlier run, where that is known. */
  readonly total: number | undefined;
  /** Where the results went, if not to stdout. */
  readonly out: string | undefined;
}

/** Loads a model, downloading it first if need be, and runs it over inputs. */
export async function applyModel(options: ApplyOptions, context: CommandContext): Promise<ApplyRun> {
  const { nameOrReference, modelName, source, parameters, labelField } = options;
  const out = options.out === undefined ? undefined : resolve(context.cwd, options.out);
  const format = chooseFormat(options, out);
  if (options.resume && out === undefined) throw nothingToContinue();
  const inputs = await findInputs(options.inputs, context);
  // What is missing here shows before anything is downloaded.
  if (options.draw !== undefined || format === 'coco') await importSharp();
  const ledger = out === undefined ? undefined : await openLedger(out, identityOf(options, format), options.resume);
  const { signal } = context;
  const model = await context.zoo.loadModel(nameOrReference, { modelName, source, parameters, signal });
  return {
    labelField,
    skipped: ledger?.kept?.inputs ?? 0,
    total: inputs.total,
    rows: runModel(model, inputs, { ...options, out, format, ledger }, context),
    stdoutFormat: out === undefined ? options.format : undefined,
    out,
  };
}

interface OpenRun extends ApplyOptions {
  readonly format: ResultFormat;
  readonly ledger: RunLedger | undefined;
}

async function* runModel(
  model: Model,
  inputs: FoundInputs,
  run: OpenRun,
  context: CommandContext,
): AsyncGenerator<ApplyRow, void, undefined> {
  await using _model = model;
  const { out, ledger, batchSize, confidenceThreshold, storeLogits, format, labelField } = run;
  if (model.mediaType !== 'image' && (run.draw !== undefined || format === 'coco')) throw noPictures(run, model);
  const painter = run.draw === undefined ? undefined : await openPainter(resolve(context.cwd, run.draw));
  const options = { batchSize, confidenceThreshold, storeLogits, kept: ledger?.kept, onPass: painter?.pass };
  const rows = seen(runInputs(model, inputs, options, context), painter, format === 'coco');
  if (out === undefined || ledger === undefined) return yield* rows;
  const writer = await createFileWriter(format, out, labelField, ledger.kept?.writer);
  yield* resumableRows(rows, writer, ledger);
}

/** Measures and draws pictures as they come. One that cannot be fails alone, though the model had an answer. */
async function* seen(
  rows: AsyncIterable<ApplyRow>,
  painter: Painter | undefined,
  measures: boolean,
): AsyncGenerator<ApplyRow, void, undefined> {
  for await (const row of rows) {
    try {
      const isMeasured = measures && row.error === undefined;
      const size = isMeasured ? await readPictureSize(row.fetched ?? row.absolutePath, row.filepath) : undefined;
      await painter?.draw(row);
      yield size === undefined ? row : { ...row, size };
    } catch (error) {
      if (!ZooError.is(error, 'ERR_ZOO_INPUT_INVALID')) throw error;
      yield { filepath: row.filepath, absolutePath: row.absolutePath, error };
    }
  }
}

async function openPainter(folder: string): Promise<Painter> {
  const { createPainter } = await import('../formats/painter.js');
  return createPainter(folder);
}

/** Everything that decides what the rows are, but for the inputs. How they are batched does not. */
function identityOf(options: ApplyOptions, format: ResultFormat): unknown {
  const { nameOrReference, modelName, source, labelField, confidenceThreshold, storeLogits, parameters } = options;
  const { draw } = options;
  const model = [nameOrReference, modelName, source, parameters];
  return ['apply', ...model, labelField, confidenceThreshold, storeLogits, format, draw];
}

function nothingToContinue(): ZooError {
  return new ZooError('ERR_ZOO_USAGE', 'Only a run that writes to a file or folder can be continued.', {
    hint: 'Say where its results are: --out <file-or-folder>.',
  });
}

function noPictures({ draw }: OpenRun, { mediaType }: Model): ZooError {
  const what = draw === undefined ? 'COCO is for labels of pictures' : 'There is nothing to draw on';
  return new ZooError('ERR_ZOO_CAPABILITY_MISSING', `${what}, and this model looks at ${mediaType}.`, {
    hint: draw === undefined ? 'Use --format jsonl, which keeps every kind.' : 'Leave --draw out.',
    details: { mediaType },
  });
}
