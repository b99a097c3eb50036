import { resolve } from 'node:path';
import type { ZooError } from '../errors/zoo-error.js';
import type { ModelInput } from '../model/model.js';
import type { ApplyInputs } from '../models/model-types.js';
import { expandInput, isWebAddress, type ExpandOptions } from './expand-input.js';
import { toZooError } from './predict-batch.js';

/** One input, and what the model is to get for it. */
export interface ListedInput {
  /** As the caller names it; of folders and patterns, as they name the file. */
  readonly input: ModelInput;
  readonly source:
    | { readonly kind: 'ready'; readonly content: ModelInput }
    | { readonly kind: 'web'; readonly url: string | URL }
    | { readonly kind: 'failed'; readonly error: ZooError };
}

/**
 * The inputs one by one, in their order. One that stands for nothing is listed as failed, and hides none of the others.
 *
 * @param expands Whether texts may be folders and patterns.
 */
export async function* listInputs(
  inputs: ApplyInputs,
  options: ExpandOptions,
  expands: boolean,
): AsyncGenerator<ListedInput, void, undefined> {
  for await (const input of isOne(inputs) ? [inputs] : inputs) {
    if (input instanceof URL && isWebAddress(input.href)) yield { input, source: { kind: 'web', url: input } };
    else if (typeof input !== 'string' || options.mediaType === 'text') yield ready(input, input);
    else if (expands) yield* listPath(input, options);
    else yield toListed(input, options);
  }
}

async function* listPath(input: string, options: ExpandOptions): AsyncGenerator<ListedInput, void, undefined> {
  try {
    for await (const path of expandInput(input, options)) yield toListed(path, options);
  } catch (error) {
    yield { input, source: { kind: 'failed', error: toZooError(error) } };
  }
}

function toListed(path: string, { cwd }: ExpandOptions): ListedInput {
  if (isWebAddress(path)) return { input: path, source: { kind: 'web', url: path } };
  return ready(path, path.startsWith('file://') ? path : resolve(cwd, path));
}

function ready(input: ModelInput, content: ModelInput): ListedInput {
  return { input, source: { kind: 'ready', content } };
}

function isOne(inputs: ApplyInputs): inputs is ModelInput {
  if (typeof inputs === 'string' || inputs instanceof URL || inputs instanceof Uint8Array) return true;
  return !(Symbol.asyncIterator in inputs || Symbol.iterator in inputs);
}
