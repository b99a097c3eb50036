import { resolve } from 'node:path';
import { ZooError, type Label, type Model, type Prediction } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { ApplyRow } from '../formats/apply-row.js';
import { createEmbeddingWriter, embeddingFormat, type EmbeddingRow } from '../formats/embedding-writer.js';
import { isLabel } from '../formats/prediction-labels.js';
import { findInputs, type FoundInputs } from '../inputs/find-inputs.js';
import { resumableRows } from '../resume/resumable-rows.js';
import { openLedger, type RunLedger } from '../resume/run-ledger.js';
import { runInputs } from './run-inputs.js';

/** Arguments of `zoo embed`. */
export interface EmbedOptions {
  readonly nameOrReference: string;
  readonly inputs: readonly string[];
  readonly modelName: string | undefined;
  readonly source: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** `.npy`: an array of `[inputs, length]` float32. `.jsonl`: a line per input. */
  readonly out: string;
  readonly batchSize: number | undefined;
  /** Whether to go on with a run into the same file that was interrupted. */
  readonly resume: boolean;
}

/** A run whose rows come one by one, in input order, and are written to the file on the way. */
export interface EmbedRun {
  /** Absolute path of the file. */
  readonly out: string;
  readonly rows: AsyncIterable<EmbeddingRow>;
  /** Rows of an earlier run that are kept, and do not come again. */
  readonly skipped: number;
  /** How many inputs there are, with those of the earlier run, where that is known. */
  readonly total: number | undefined;
}

/** Writes embeddings of inputs to a file. */
export async function embedInputs(options: EmbedOptions, context: CommandContext): Promise<EmbedRun> {
  const { nameOrReference, modelName, source, parameters, batchSize, resume } = options;
  const out = resolve(context.cwd, options.out);
  const format = embeddingFormat(out);
  const inputs = await findInputs(options.inputs, context);
  const ledger = await openLedger(out, ['embed', nameOrReference, modelName, source, parameters, format], resume);
  const { signal } = context;
  const model = await context.zoo.loadModel(nameOrReference, { modelName, source, parameters, signal });
  const run = { out, ledger, batchSize, name: nameOrReference };
  const { total } = inputs;
  return { out, total, skipped: ledger.kept?.inputs ?? 0, rows: runModel(model, inputs, run, context) };
}

async function* runModel(
  model: Model,
  inputs: FoundInputs,
  run: Pick<EmbedOptions, 'out' | 'batchSize'> & { readonly ledger: RunLedger; readonly name: string },
  context: CommandContext,
): AsyncGenerator<EmbeddingRow, void, undefined> {
  await using _model = model;
  if (!model.hasEmbeddings) {
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', `${run.name} gives no embeddings.`, {
      hint: 'Nothing was written. zoo apply gives what the model predicts.',
    });
  }
  const { batchSize, ledger } = run;
  const writer = await createEmbeddingWriter(run.out, ledger.kept?.writer);
  const rows = runInputs(predictingEmbeddings(model), inputs, { batchSize, kept: ledger.kept }, context);
  yield* resumableRows(toEmbeddings(rows), writer, ledger);
}

async function* toEmbeddings(rows: AsyncIterable<ApplyRow>): AsyncGenerator<EmbeddingRow, void, undefined> {
  for await (const { filepath, absolutePath, ...row } of rows) {
    yield row.error === undefined
      ? { filepath, absolutePath, embedding: embeddingOf(row.prediction) }
      : { filepath, absolutePath, error: row.error };
  }
}

/** A model whose predictions are its embeddings, so that embedding inputs goes the way that applying does. */
function predictingEmbeddings(model: Model): Model {
  return {
    mediaType: model.mediaType,
    hasLogits: false,
    hasEmbeddings: true,
    predict: async (input, options) => toLabel(await model.embed(input, options)),
    predictAll: async (inputs, options) => (await model.embedAll(inputs, options)).map(toLabel),
    embed: (input, options) => model.embed(input, options),
    embedAll: (inputs, options) => model.embedAll(inputs, options),
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}

function toLabel(embedding: Float32Array): Label {
  const tensor = { type: 'float32', dims: [embedding.length], data: embedding } as const;
  return { _cls: 'Tensors', tensors: { embedding: tensor } };
}

function embeddingOf(prediction: Prediction): Float32Array {
  const data = isLabel(prediction) && prediction._cls === 'Tensors' ? prediction.tensors['embedding']?.data : undefined;
  if (data instanceof Float32Array) return data;
  throw new TypeError('An embedding was lost on the way.');
}
