import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGitRepository, createLoopbackGitHub, type LoopbackGitHub } from '@modelzoo/testkit';
import { expect } from 'vitest';
import { runCli, type CliRun } from '../../support/run-cli.js';
import { tempFolder } from '../../support/temp-folder.js';

/** The token that the loopback GitHub knows. */
export const TOKEN = 'ghp_neverToBePrinted0123456789';

/** A loopback GitHub with a repository in which every kind of ref stands for something else. */
export interface ReferenceBench extends AsyncDisposable {
  readonly github: LoopbackGitHub;
  /** Commits by what they are. */
  readonly commits: Readonly<Record<'first' | 'feature' | 'latest', string>>;
  /** Environment in which both its API and its server are known. */
  readonly env: Readonly<Record<string, string>>;
  /** Environment in which only its API is. */
  readonly apiEnv: Readonly<Record<string, string>>;
}

/** An error as `--json` shows it. */
interface CliError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly details: unknown;
}

/** One run in a home of its own. */
export interface ReferenceRun extends CliRun {
  readonly home: string;
  /** What stands on stdout. */
  output(): unknown;
  /** What stands on stderr, and nothing on stdout beside it. */
  error(): CliError;
}

export async function createReferenceBench(): Promise<ReferenceBench> {
  const git = await createGitRepository();
  const empty = await createGitRepository();
  const first = await git.commit({ 'manifest.json': manifestOf('1') });
  await git.tag('v1.0', first, { message: 'annotated' });
  const feature = await git.commit({ 'manifest.json': manifestOf('2') }, { branch: 'feat/x' });
  const latest = await git.commit({ 'manifest.json': manifestOf('3'), 'models/vision/manifest.json': manifestOf('4') });
  const github = await createLoopbackGitHub({
    repositories: {
      'Octo/Zoo.v2': { git },
      'octo/secret': { git, isPrivate: true },
      'octo/old': { git, movedTo: 'Octo/Zoo.v2' },
      'octo/empty': { git: empty },
      'octo/blocked': { git, refusal: 'blocked' },
      'octo/sso': { git, refusal: 'sso-required' },
      'octo/forbidden': { git, refusal: 'forbidden' },
    },
    tokens: [TOKEN],
  });
  const apiEnv = { GITHUB_API_URL: github.apiUrl };
  return {
    github,
    commits: { first, feature, latest },
    env: { ...apiEnv, GITHUB_SERVER_URL: github.serverUrl },
    apiEnv,
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await git[Symbol.asyncDispose]();
      await empty[Symbol.asyncDispose]();
    },
  };
}

/** Registers a reference in a home of its own, inside this process. */
export async function register(
  reference: string,
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly flags?: readonly string[];
  } = {},
): Promise<ReferenceRun> {
  const folder = await tempFolder();
  const home = join(folder, 'home');
  const { env = {}, cwd = folder, flags = [] } = options;
  const argv = ['--json', ...flags, 'register-source', '--', reference];
  const run = await runCli(argv, { cwd, env: { MODELZOO_HOME: home, ...env } });
  // No token is ever shown, whatever happens.
  expect(run.stdout + run.stderr).not.toContain(TOKEN);
  return {
    ...run,
    home,
    output: () => JSON.parse(run.stdout) as unknown,
    error() {
      const { error, ...more } = JSON.parse(run.stderr) as { readonly error: CliError };
      expect([run.stdout, more]).toStrictEqual(['', {}]);
      return error;
    },
  };
}

/** Every file below a folder, relative. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
}

/** A manifest with one model, whose version tells one from another. */
export function manifestOf(version: string): string {
  return JSON.stringify({ models: [{ base_name: 'test/model', version }] });
}

/** Whether a program can be run here. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
