import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ZooError } from '@modelzoo/core';

/** A file in memory, with a name for messages. */
export interface InputFile {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** What to say of inputs that are no such file. */
export interface InputWords {
  /** "The given picture". */
  readonly given: string;
  /** "This model looks at pictures, and the input is none." */
  readonly other: string;
  readonly hint: string;
}

/**
 * Brings an encoded input into memory.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID` when the file cannot be read
 */
export async function readInputFile(input: unknown, words: InputWords, signal?: AbortSignal): Promise<InputFile> {
  if (input instanceof Uint8Array) return { bytes: input, name: words.given };
  if (typeof input !== 'string' && !(input instanceof URL)) {
    throw new ZooError('ERR_ZOO_INPUT_INVALID', words.other, { hint: words.hint });
  }
  const path = pathOf(input);
  try {
    return { bytes: await readFile(path, { signal }), name: path };
  } catch (cause) {
    signal?.throwIfAborted();
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new ZooError('ERR_ZOO_INPUT_INVALID', `${path} ${missing ? 'is not there' : 'cannot be read'}.`, {
      hint: missing ? 'Look at the spelling of the path.' : 'It has to be a file that you may read.',
      details: { path, reason: code },
      cause,
    });
  }
}

function pathOf(input: string | URL): string {
  if (typeof input === 'string') return input;
  if (input.protocol === 'file:' && input.hostname === '') return fileURLToPath(input);
  throw new ZooError('ERR_ZOO_INPUT_INVALID', `${input.href} is not on this machine.`, {
    hint: 'Download it first, and give its path.',
    details: { url: input.href },
  });
}
