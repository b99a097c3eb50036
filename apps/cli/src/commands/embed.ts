import { resolve } from 'node:path';
import { ZooError, type Model } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import { createEmbeddingWriter, type EmbeddingWriter } from '../formats/embedding-writer.js';
import { findInputs, type FoundInputs, type InputFile } from '../inputs/expand-inputs.js';
import { toModelInput } from '../inputs/to-model-input.js';

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
}

/** The embedding of one input, float32. */
export type EmbeddingRow = InputFile & { readonly embedding: Float32Array };

/** A run whose rows come one by one, in input order, and are written to the file on the way. */
export interface EmbedRun {
  /** Absolute path of the file. */
  readonly out: string;
  readonly rows: AsyncIterable<EmbeddingRow>;
}

/**
 * Writes the embeddings of inputs to a file. It ends at the first input that fails, and then leaves no file: rows are
 * told apart by their position, so that none may be missing.
 */
export async function embedInputs(options: EmbedOptions, context: CommandContext): Promise<EmbedRun> {
  const { modelName, source, parameters, batchSize = 1 } = options;
  const out = resolve(context.cwd, options.out);
  const writer = createEmbeddingWriter(out);
  const inputs = await findInputs(options.inputs, context);
  const { signal } = context;
  const model = await context.zoo.loadModel(options.nameOrReference, { modelName, source, parameters, signal });
  return { out, rows: runModel(model, inputs, { writer, batchSize, name: options.nameOrReference, signal }) };
}

async function* runModel(
  model: Model,
  inputs: FoundInputs,
  run: { readonly writer: EmbeddingWriter; readonly batchSize: number; readonly name: string; signal: AbortSignal },
): AsyncIterable<EmbeddingRow> {
  await using _model = model;
  if (!model.hasEmbeddings) {
    throw new ZooError('ERR_ZOO_CAPABILITY_MISSING', `${run.name} gives no embeddings.`, {
      hint: 'Nothing was written. zoo apply gives what the model predicts.',
    });
  }
  await using file = await run.writer.open();
  for await (const batch of batchesOf(inputs.files(model.mediaType), run.batchSize)) {
    run.signal.throwIfAborted();
    const modelInputs = await Promise.all(batch.map((input) => toModelInput(input, model.mediaType)));
    const embeddings = await model.embedAll(modelInputs, { signal: run.signal });
    for (const [index, input] of batch.entries()) {
      const embedding = embeddings[index];
      if (embedding === undefined) throw new Error(`The model gave no embedding for input ${index} of a batch.`);
      const row = { ...input, embedding };
      await file.write(row);
      yield row;
    }
  }
  await file.finish();
}

async function* batchesOf<Item>(items: AsyncIterable<Item>, size: number): AsyncIterable<readonly Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
