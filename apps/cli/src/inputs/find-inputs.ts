import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expandInput, isWebAddress, type MediaType } from '@modelzoo/core';

/** A file that a model is to look at. */
export interface InputFile {
  /** As the user named it, or below the folder that the user named. */
  readonly filepath: string;
  /** Absolute path; or the address, of something on the web. */
  readonly absolutePath: string;
}

/** Where inputs are looked for. */
export interface InputPlace {
  /** Absolute folder. */
  readonly cwd: string;
  readonly stdin: AsyncIterable<string | Uint8Array>;
}

/** Inputs that are there. Which files of a folder are meant shows once the model's kind of media is known. */
export interface FoundInputs {
  /** How many there are; `undefined` when only going through folders, patterns or a list would tell. */
  readonly total: number | undefined;
  /**
   * The inputs one by one, in the order of the arguments; those of folders and patterns sorted. Looked up as they are
   * taken, so that there may be any number of them.
   * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND` when a folder holds nothing of that kind, before the first is given
   */
  files(mediaType: MediaType): AsyncIterable<InputFile>;
}

/**
 * Looks at the inputs of a command before anything costly begins: files, folders (recursively), patterns, URLs, and `-` for
 * a list on stdin, one path or URL a line. A named file that is not there is an input like others, and fails by itself.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND` when a folder or a pattern stands for nothing
 */
export async function findInputs(inputs: readonly string[], place: InputPlace): Promise<FoundInputs> {
  return {
    total: await requireSome(inputs, place.cwd, undefined),
    async *files(mediaType) {
      await requireSome(inputs, place.cwd, mediaType);
      for (const input of inputs) {
        if (input === '-') yield* readList(place);
        else for await (const path of expandInput(input, { cwd: place.cwd, mediaType })) yield toFile(path, place.cwd);
      }
    },
  };
}

/** The number of inputs, as far as it shows by looking at two of each. */
async function requireSome(
  inputs: readonly string[],
  cwd: string,
  mediaType: MediaType | undefined,
): Promise<number | undefined> {
  let areCounted = true;
  for (const input of inputs) {
    let seen = 0;
    if (input !== '-') {
      for await (const _path of expandInput(input, { cwd, mediaType })) {
        seen += 1;
        if (seen > 1) break;
      }
    }
    if (seen !== 1) areCounted = false;
  }
  return areCounted ? inputs.length : undefined;
}

async function* readList({ stdin, cwd }: InputPlace): AsyncIterable<InputFile> {
  for await (const line of createInterface({ input: Readable.from(stdin), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') yield toFile(line, cwd);
  }
}

function toFile(input: string, cwd: string): InputFile {
  if (isWebAddress(input)) return { filepath: input, absolutePath: input };
  const filepath = input.startsWith('file://') ? fileURLToPath(input) : input;
  return { filepath, absolutePath: resolve(cwd, filepath) };
}
