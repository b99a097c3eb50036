import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  errorFacts,
  isAbortError,
  ZooError,
  type Diagnostic,
  type DownloadResult,
  type ManifestReport,
  type ModelDetails,
  type Zoo,
} from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import type { ApplyRow } from '../formats/apply-row.js';
import { findInputs } from '../inputs/find-inputs.js';
import { runInputs } from './run-inputs.js';

/** Arguments of `zoo validate`. */
export interface ValidateOptions {
  /** A folder, or a reference as for `register-source`. */
  readonly source: string;
  /** What every model is to be run on. */
  readonly inputs: readonly string[];
  /** Models to look at. None: all. */
  readonly models: readonly string[];
}

/** What became of one model. */
export interface ModelValidation {
  readonly name: string;
  /** What its author should mend, though it works. */
  readonly advice: readonly string[];
  readonly files: DownloadResult['files'];
  readonly mediaType: string | undefined;
  /** What it said of the inputs. */
  readonly rows: readonly ApplyRow[];
  /** Why it cannot be downloaded, loaded or run. */
  readonly error: ZooError | undefined;
}

/** What was found out about a source. */
export interface Validation {
  readonly source: string;
  readonly ok: boolean;
  readonly manifests: readonly ManifestReport[];
  /** About the source as a whole. */
  readonly diagnostics: readonly Diagnostic[];
  readonly models: readonly ModelValidation[];
  /** Of the first thing that is wrong; 0 when nothing is. */
  readonly exitCode: number;
}

/**
 * Goes the whole way that a user of a source will go, in a home folder that is gone afterwards: its manifests, its files and
 * their digests, loading, and running on inputs.
 */
export async function validateSource(options: ValidateOptions, context: CommandContext): Promise<Validation> {
  const inputs = options.inputs.length === 0 ? undefined : await findInputs(options.inputs, context);
  const home = await mkdtemp(join(tmpdir(), 'zoo-validate-'));
  try {
    await using zoo = context.openZooAt(home);
    const reference = await referenceTo(options.source, context.cwd);
    const { source, manifests, models: names } = await zoo.registerSource(reference, { signal: context.signal });
    const chosen = options.models.length === 0 ? names : options.models;
    const models: ModelValidation[] = [];
    for (const name of chosen) models.push(await validateModel(zoo, name, inputs, context));
    const diagnostics = manifests.flatMap((manifest) => manifest.diagnostics);
    const exitCode = exitCodeOf([...source.diagnostics, ...diagnostics], models);
    return { source: source.key, ok: exitCode === 0, manifests, diagnostics: source.diagnostics, models, exitCode };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** A folder that is there is meant, however it is written. */
async function referenceTo(source: string, cwd: string): Promise<string> {
  const path = resolve(cwd, source);
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() === true ? path : source;
}

async function validateModel(
  zoo: Zoo,
  name: string,
  inputs: Awaited<ReturnType<typeof findInputs>> | undefined,
  context: CommandContext,
): Promise<ModelValidation> {
  const { signal } = context;
  const rows: ApplyRow[] = [];
  let files: DownloadResult['files'] = [];
  let mediaType: string | undefined;
  const advice = adviceFor(await zoo.getModel(name));
  try {
    ({ files } = await zoo.downloadModel(name, { signal }));
    await using model = await zoo.loadModel(name, { signal, errorLevel: 1 });
    ({ mediaType } = model);
    if (inputs !== undefined) for await (const row of runInputs(model, inputs, {}, context)) rows.push(row);
    return { name, advice, files, mediaType, rows, error: undefined };
  } catch (error) {
    if (isAbortError(error) || signal.aborted || !ZooError.is(error)) throw error;
    return { name, advice, files, mediaType, rows, error };
  }
}

/** What users of a model miss. */
function adviceFor({ license, spdxLicense, description, entry }: ModelDetails): readonly string[] {
  const advice: string[] = [];
  if (license === undefined) advice.push('It has no license: nobody knows whether they may use it.');
  else if (spdxLicense === undefined) advice.push('Its license is no SPDX id, so that it cannot be searched by it.');
  if (description === undefined || description.trim() === '') advice.push('It has no description.');
  const manager = JSON.stringify(entry.manager?.config ?? {});
  if (manager.includes('"url') && !manager.includes('"sha256"')) {
    advice.push('Its files have no sha256: nobody can tell whether they are the right ones.');
  }
  return advice;
}

/** The manifest decides first, then each model in turn. */
function exitCodeOf(diagnostics: readonly Diagnostic[], models: readonly ModelValidation[]): number {
  if (diagnostics.some(({ severity }) => severity === 'error')) return MANIFEST_INVALID;
  for (const { error, rows } of models) {
    const failure = error ?? rows.find((row) => row.error !== undefined)?.error;
    if (failure !== undefined) return ZooError.is(failure) ? errorFacts(failure).exitCode : 1;
  }
  return 0;
}

const MANIFEST_INVALID = 5;
