import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ZooError, type MediaType } from '@modelzoo/core';
import { glob, isDynamicPattern } from 'tinyglobby';
import { hasEndingOf } from './media-endings.js';

/** A file that a model is to look at. */
export interface InputFile {
  /** As the user named it, or below the folder that the user named. */
  readonly filepath: string;
  readonly absolutePath: string;
}

/** Where inputs are looked for. */
export interface InputPlace {
  /** Absolute folder. */
  readonly cwd: string;
  readonly stdin: AsyncIterable<string | Uint8Array>;
}

/** Inputs that were found. Which files of a folder are meant shows once the model's kind of media is known. */
export interface FoundInputs {
  /** Number of inputs; `undefined` when a list on stdin has yet to be read. */
  count(mediaType: MediaType): number | undefined;
  /**
   * The inputs in the order of the arguments; those of folders and patterns sorted.
   * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND` when a folder holds nothing of that kind
   */
  files(mediaType: MediaType): AsyncIterable<InputFile>;
}

type Argument =
  | { readonly kind: 'stdin' }
  | { readonly kind: 'files'; readonly files: readonly InputFile[] }
  | { readonly kind: 'folder'; readonly folder: string; readonly files: readonly InputFile[] };

const byName = new Intl.Collator('en', { numeric: true });

/**
 * Looks the inputs of a command up, before anything costly begins: files, folders (recursively), patterns, and `-` for a
 * list on stdin, one path a line. A named file that is not there is an input like others, and fails by itself.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND` when a pattern stands for nothing
 */
export async function findInputs(inputs: readonly string[], place: InputPlace): Promise<FoundInputs> {
  const found: Argument[] = [];
  for (const input of inputs) found.push(await examine(input, place.cwd));

  return {
    count(mediaType) {
      let count = 0;
      for (const argument of found) {
        if (argument.kind === 'stdin') return undefined;
        count += filesOf(argument, mediaType).length;
      }
      return count;
    },
    async *files(mediaType) {
      for (const argument of found) {
        if (argument.kind === 'stdin') yield* readList(place);
        else yield* filesOf(argument, mediaType);
      }
    },
  };
}

async function examine(input: string, cwd: string): Promise<Argument> {
  if (input === '-') return { kind: 'stdin' };
  const file = toFile(input, cwd);
  const status = await stat(file.absolutePath).catch(() => undefined);
  if (status?.isDirectory() === true) {
    const names = await glob('**/*', { cwd: file.absolutePath, followSymbolicLinks: false });
    const files = names
      .toSorted((left, right) => byName.compare(left, right))
      .map((name) => ({ filepath: join(file.filepath, name), absolutePath: join(file.absolutePath, name) }));
    return { kind: 'folder', folder: input, files };
  }
  if (status !== undefined || !isDynamicPattern(input)) return { kind: 'files', files: [file] };
  const paths = await glob(input, { cwd, absolute: isAbsolute(input) });
  if (paths.length === 0) throw notFound(`No file matches ${input}.`);
  const sorted = paths.toSorted((left, right) => byName.compare(left, right));
  return { kind: 'files', files: sorted.map((path) => toFile(path, cwd)) };
}

function filesOf(argument: Exclude<Argument, { kind: 'stdin' }>, mediaType: MediaType): readonly InputFile[] {
  if (argument.kind === 'files') return argument.files;
  const files = argument.files.filter(({ filepath }) => hasEndingOf(filepath, mediaType));
  if (files.length === 0) throw notFound(`The folder ${argument.folder} holds no ${mediaType} files.`);
  return files;
}

async function* readList({ stdin, cwd }: InputPlace): AsyncIterable<InputFile> {
  for await (const line of createInterface({ input: Readable.from(stdin), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') yield toFile(line, cwd);
  }
}

function toFile(input: string, cwd: string): InputFile {
  const filepath = input.startsWith('file://') ? fileURLToPath(input) : input;
  return { filepath, absolutePath: resolve(cwd, filepath) };
}

function notFound(message: string): ZooError {
  return new ZooError('ERR_ZOO_FILE_NOT_FOUND', message, {
    hint: 'Give files, folders, patterns in quotes, or - for a list of paths on stdin.',
  });
}
