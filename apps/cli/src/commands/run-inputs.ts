import { access } from 'node:fs/promises';
import { isWebAddress, ZooError, type ApplyOptions, type Model, type ModelInput } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { ApplyRow } from '../formats/apply-row.js';
import type { FoundInputs, InputFile } from '../inputs/find-inputs.js';
import { toModelInput } from '../inputs/to-model-input.js';
import { cannotContinue } from '../resume/cannot-continue.js';
import { nextDigest, type RunProgress } from '../resume/run-ledger.js';

/** How {@link runInputs} goes about it. */
export interface RunInputsOptions extends Pick<ApplyOptions, 'batchSize' | 'confidenceThreshold' | 'storeLogits'> {
  /** Rows that are there already. They must be of the first inputs. */
  readonly kept?: RunProgress | undefined;
  /** Hears which inputs are passed over because their rows are there. */
  readonly onPass?: ((file: InputFile) => void) | undefined;
}

/**
 * Runs a model over files and gives a row for each, in their order.
 * @throws ZooError `ERR_ZOO_USAGE` when the rows that are there are of other inputs
 */
export async function* runInputs(
  model: Model,
  inputs: FoundInputs,
  options: RunInputsOptions,
  context: CommandContext,
): AsyncGenerator<ApplyRow, void, undefined> {
  const { kept, onPass, ...applyOptions } = options;
  const passed = kept?.inputs ?? 0;
  // What was handed to the model and has not come back yet; results come in the same order.
  const underway = new Map<number, InputFile>();
  const unreadable = new Map<number, Error>();

  async function* toInputs(): AsyncIterable<ModelInput> {
    let index = 0;
    let digest = '';
    for await (const file of inputs.files(model.mediaType)) {
      if (index < passed) {
        digest = nextDigest(digest, file.filepath);
        onPass?.(file);
        index += 1;
        requireSame(index, digest);
        yield '';
        continue;
      }
      underway.set(index, file);
      yield await toModelInput(file, model.mediaType).catch((error: unknown) => {
        unreadable.set(index, error instanceof Error ? error : new Error(String(error)));
        return '';
      });
      index += 1;
    }
    if (index < passed) throw cannotContinue(context.cwd, 'it had more inputs');
  }

  function requireSame(inputsSoFar: number, digest: string): void {
    if (inputsSoFar === passed && digest !== kept?.digest) throw cannotContinue(context.cwd, 'it had other inputs');
  }

  const results = context.zoo.apply(model, toInputs(), {
    ...applyOptions,
    expandPaths: false,
    // The user named them. Where they lead is watched: see `ApplyOptions`.
    allowPrivateAddresses: true,
    skip: (_input, index) => index < passed,
    signal: context.signal,
  });
  for await (const result of results) {
    const { index, fetched } = result;
    const file = underway.get(index);
    if (file === undefined) throw new Error(`The zoo answered input ${index}, which it was not given.`);
    const error = unreadable.get(index) ?? ('error' in result ? result.error : undefined);
    underway.delete(index);
    unreadable.delete(index);
    if (error !== undefined) yield await failedRow(file, error);
    else if ('prediction' in result) yield { ...file, fetched, prediction: result.prediction };
  }
}

async function failedRow(file: InputFile, cause: Error): Promise<ApplyRow> {
  const isThere =
    isWebAddress(file.absolutePath) ||
    (await access(file.absolutePath).then(
      () => true,
      () => false,
    ));
  if (isThere || ZooError.is(cause, 'ERR_ZOO_FILE_NOT_FOUND')) return { ...file, error: cause };
  const error = new ZooError('ERR_ZOO_FILE_NOT_FOUND', `There is no file ${file.filepath}.`, { cause });
  return { ...file, error };
}
