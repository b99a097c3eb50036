import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import picomatch from 'picomatch';
import { ZooError } from '../errors/zoo-error.js';
import type { MediaType } from '../model/model.js';
import { hasEndingOf } from './media-endings.js';
import { walkFiles } from './walk-files.js';

/** Where inputs are looked for, and which files of a folder are meant. */
export interface ExpandOptions {
  /** Absolute folder that relative paths start from. */
  readonly cwd: string;
  /** Default: every file is meant. */
  readonly mediaType: MediaType | undefined;
}

/** Whether a text is the address of something on the web. */
export function isWebAddress(input: string): boolean {
  return /^https?:\/\//i.test(input);
}

/**
 * What an input stands for: a folder for the files of that kind in it, however deep; a pattern (`photos/*.jpg`) for the
 * files that match, unless there is a file of that very name; a `file:` URL for its path; anything else for itself, whether
 * it is there or not. Paths are as the input names them. They come one by one, in the order of {@link walkFiles}.
 *
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND` when a folder or a pattern stands for nothing
 */
export async function* expandInput(input: string, options: ExpandOptions): AsyncGenerator<string, void, undefined> {
  if (isWebAddress(input)) return yield input;
  const path = input.startsWith('file://') ? fileURLToPath(input) : input;
  const status = await stat(resolve(options.cwd, path)).catch(() => undefined);
  if (status?.isDirectory() === true) return yield* filesOf(path, options);
  const pattern = status === undefined ? picomatch.scan(path, { nonegate: true }) : undefined;
  if (pattern?.isGlob === true) return yield* matches(path, pattern, options);
  yield path;
}

async function* filesOf(folder: string, { cwd, mediaType }: ExpandOptions): AsyncGenerator<string, void, undefined> {
  let isEmpty = true;
  const isMeant = (path: string): boolean => mediaType === undefined || hasEndingOf(path, mediaType);
  for await (const path of walkFiles(resolve(cwd, folder), { isMeant })) {
    isEmpty = false;
    yield join(folder, path);
  }
  if (isEmpty)
    throw nothingThere(`The folder ${folder} holds no ${mediaType === undefined ? '' : `${mediaType} `}files.`, folder);
}

async function* matches(
  input: string,
  { base, glob }: ReturnType<typeof picomatch.scan>,
  { cwd }: ExpandOptions,
): AsyncGenerator<string, void, undefined> {
  const isMeant = picomatch(glob, { nonegate: true });
  // Folders that are too deep for the pattern are not looked into.
  const maxDepth = glob.includes('**') ? undefined : glob.split('/').length;
  let isEmpty = true;
  const folder = resolve(cwd, base);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) {
    for await (const path of walkFiles(folder, { isMeant: (each) => isMeant(each), maxDepth })) {
      isEmpty = false;
      yield join(base, path);
    }
  }
  if (isEmpty) throw nothingThere(`No file matches ${input}.`, input);
}

function nothingThere(message: string, input: string): ZooError {
  return new ZooError('ERR_ZOO_FILE_NOT_FOUND', message, {
    hint: 'Inputs are files, folders, patterns, and http and https URLs.',
    details: { input },
  });
}
