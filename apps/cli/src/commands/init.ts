import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { normalizeLicense, parseModelName, ZooError, type DeploymentDraft } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import { outputError } from '../formats/text-sink.js';
import { createInterview, type Interview } from './interview.js';

const MANIFEST = 'manifest.json';

/** Arguments of `zoo init`. */
export interface InitOptions {
  /** The model. */
  readonly file: string;
  /** Folder for the source. Default: one called as the file, in the current folder. */
  readonly to: string | undefined;
  readonly name: string | undefined;
  readonly modelVersion: string | undefined;
  readonly license: string | undefined;
  readonly author: string | undefined;
  readonly description: string | undefined;
  /** What the author says beside the file, by key: `task`, `labels`. */
  readonly answers: Readonly<Record<string, string>>;
}

/** A source that was written. */
export interface InitResult {
  /** Absolute. */
  readonly folder: string;
  /** Name of its model. */
  readonly model: string;
  /** What the file says of itself, a line each. */
  readonly facts: readonly string[];
  readonly files: readonly SourceFile[];
  /** Names of what was written beside them. */
  readonly texts: readonly string[];
  /** The folder as it can be named from the current one. */
  readonly shownFolder: string;
  readonly config: Readonly<Record<string, unknown>>;
}

interface SourceFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Makes a source out of a model file: asks what the file does not say, and writes a folder that can be published. */
export async function initSource(options: InitOptions, context: CommandContext): Promise<InitResult> {
  const file = resolve(context.cwd, options.file);
  const stem = basename(file, extname(file));
  const folder = resolve(context.cwd, options.to ?? stem);
  await requireFree(folder);
  if (options.name !== undefined) requireName(options.name);
  const interview = createInterview(context);
  const draft = await complete(file, options.answers, interview, context);
  const model = await interview.answer(
    options.name,
    {
      key: 'name',
      question: `What is the model called (owner/${stem})?`,
    },
    requireName,
  );
  const license = await interview.answer(options.license, {
    key: 'license',
    question: 'Under which licence may others use it (MIT, Apache-2.0, …)?',
    default: draft.license,
  });
  const description = await interview.answer(options.description, {
    key: 'description',
    question: 'What does it do, in a sentence or two?',
    default: '',
  });
  const files = await writeFiles(folder, draft);
  const manifest = toManifest(model, { ...options, license, description, stem }, draft, files);
  await write(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const { facts, config } = draft;
  const texts = [...Object.keys(draft.texts), MANIFEST];
  return { folder, model, facts, files, texts, shownFolder: relative(context.cwd, folder) || '.', config };
}

/** A manifest has a version beside the name, and no source: it is one. */
function requireName(name: string): void {
  if (parseModelName(name).baseName === name) return;
  throw new ZooError('ERR_ZOO_USAGE', `${JSON.stringify(name)} is more than the name of a model.`, {
    hint: 'Write it as owner/name. A version is given with --model-version.',
    details: { name },
  });
}

/** Asks until nothing is open. */
async function complete(
  file: string,
  given: InitOptions['answers'],
  interview: Interview,
  { zoo, cwd, signal }: CommandContext,
): Promise<DeploymentDraft> {
  const answers = Object.fromEntries(
    await Promise.all(Object.entries(given).map(async ([key, text]) => [key, await expand(key, text, cwd)] as const)),
  );
  let draft = await zoo.draftDeployment(file, answers, { signal });
  interview.tell(draft.facts);
  for (let [open] = draft.questions; open !== undefined; [open] = draft.questions) {
    const { key, default: usual } = open;
    // A slip costs no answer that was given before: it is asked again.
    await interview.answer(undefined, open, async (answer) => {
      const expanded = answer === usual ? answer : await expand(key, answer, cwd);
      draft = await zoo.draftDeployment(file, { ...answers, [key]: expanded }, { signal });
      answers[key] = expanded;
    });
  }
  return draft;
}

/** Labels may be a file with one on each line, or names with commas. */
async function expand(key: string, answer: string, cwd: string): Promise<string> {
  if (key !== 'labels') return answer;
  const path = resolve(cwd, answer.trim());
  const isFile = answer.trim() !== '' && (await stat(path).catch(() => undefined))?.isFile() === true;
  return isFile ? (await readFile(path, 'utf8')).replaceAll('\r\n', '\n') : answer.split(',').join('\n');
}

async function requireFree(folder: string): Promise<void> {
  const isThere = await stat(join(folder, MANIFEST)).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new ZooError('ERR_ZOO_USAGE', `The folder ${folder} is a source already.`, {
    hint: 'Nothing was changed. Add the model to its manifest.json, or name another folder with --to.',
    details: { folder },
  });
}

async function writeFiles(folder: string, draft: DeploymentDraft): Promise<readonly SourceFile[]> {
  const [first = ''] = draft.files;
  const files: SourceFile[] = [];
  for (const file of draft.files) {
    const path = relative(dirname(first), file).split(sep).join('/');
    const target = join(folder, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      if (target !== file) await copyFile(file, target, constants.COPYFILE_FICLONE);
      files.push({ path, sizeBytes: (await stat(target)).size, sha256: await sha256Of(target) });
    } catch (cause) {
      throw outputError(target, cause);
    }
  }
  for (const [name, text] of Object.entries(draft.texts)) await write(join(folder, name), text);
  return files;
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    throw outputError(path, cause);
  });
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function toManifest(
  model: string,
  options: Pick<InitOptions, 'modelVersion' | 'author'> & Readonly<Record<'license' | 'description' | 'stem', string>>,
  draft: DeploymentDraft,
  files: readonly SourceFile[],
): unknown {
  const { modelVersion, author, description, license, stem } = options;
  const [first] = files;
  const isOne = files.length === 1;
  const plans = files.map(({ path, sizeBytes, sha256 }) => ({
    url: path,
    ...(isOne ? {} : { path }),
    sha256,
    size_bytes: sizeBytes,
  }));
  const entry = {
    base_name: model,
    base_filename: isOne ? first?.path : stem,
    version: modelVersion ?? '1.0',
    ...(author !== undefined && { author }),
    license: normalizeLicense(license) ?? license,
    description,
    tags: [],
    size_bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    date_added: new Date().toISOString().slice(0, 10),
    manager: { type: 'http', config: isOne ? plans[0] : { files: plans } },
    default_deployment_config_dict: { type: draft.type, config: draft.config },
  };
  return { name: model, models: [entry] };
}
