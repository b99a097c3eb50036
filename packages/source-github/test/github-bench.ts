import { inspect } from 'node:util';
import { ZooError, type PinnedSource, type SourceContent, type SourceProvider } from '@modelzoo/core';
import {
  createGitRepository,
  createLoopbackGitHub,
  createTestContext,
  type GitRepository,
  type LoopbackGitHub,
  type TestContext,
} from '@modelzoo/testkit';
import type { GitHubOptions } from '../src/github-options.js';
import { parseGitHubReference, type GitHubLocator } from '../src/github-reference.js';
import { createGitHubSource } from '../src/github-source.js';
import type { RunGh } from '../src/run-gh.js';

/** The token that the loopback GitHub knows. */
export const TOKEN = 'ghp_neverToBePrinted0123456789';
/** Of no commit. */
export const UNKNOWN_SHA = `${'0'.repeat(39)}1`;

/** Options of a provider, and of the context that it gets. */
export interface Setting extends GitHubOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly offline?: boolean | undefined;
  /** Stands in for GitHub's own program. */
  readonly gh?: RunGh | undefined;
}

/** A loopback GitHub with repositories of every kind, and providers that ask it. */
export interface GitHubBench extends AsyncDisposable {
  readonly git: GitRepository;
  readonly github: LoopbackGitHub;
  readonly commits: { readonly first: string; readonly feature: string; readonly latest: string };
  prepare(setting?: Setting): { readonly source: SourceProvider<GitHubLocator>; readonly context: TestContext };
  resolve(reference: string, setting?: Setting): Promise<PinnedSource<GitHubLocator>>;
  /** Forgets what was asked and refused. */
  reset(): void;
}

/** @param apiOnly - providers that are told of no server, so that nothing but the API is asked. Default `false`. */
export async function createGitHubBench({ apiOnly = false } = {}): Promise<GitHubBench> {
  const git = await createGitRepository();
  const empty = await createGitRepository();
  const first = await git.commit({ 'manifest.json': '{"models": []}' });
  await git.tag('v1', first);
  await git.tag('v2', first, { message: 'annotated' });
  await git.tag('release/2/final', first, { message: 'annotated' });
  await git.tag('both/x', first);
  const feature = await git.commit({ 'manifest.json': '{"name": "x"}' }, { branch: 'feat/x' });
  await git.branch('both', feature);
  await git.run('update-ref', 'refs/pull/7/head', feature);
  await git.branch('deadbeef', first);
  const latest = await git.commit({ 'manifest.json': '{"models": [1]}', 'models/vision/manifest.json': '{}' });
  const github = await createLoopbackGitHub({
    repositories: {
      'Octo/Zoo': { git },
      'octo/empty': { git: empty },
      'octo/secret': { git, isPrivate: true },
      'octo/old': { git, movedTo: 'Octo/Zoo' },
      'octo/blocked': { git, refusal: 'blocked' },
      'octo/sso': { git, refusal: 'sso-required' },
      'octo/forbidden': { git, refusal: 'forbidden' },
      'octo/terms': { git, refusal: 'against-terms' },
      'octo/scopes': { git, refusal: 'scopes' },
    },
    tokens: [TOKEN],
  });
  const contexts: TestContext[] = [];

  function prepare(setting: Setting = {}): ReturnType<GitHubBench['prepare']> {
    const { env = {}, signal, offline, ...options } = setting;
    const { gh, ...given } = options;
    const servers = { apiUrl: github.apiUrl, serverUrl: apiOnly ? undefined : github.serverUrl };
    const source = createGitHubSource({ ...servers, ...given }, gh);
    const context = createTestContext({ access: source.access, env, signal, offline });
    contexts.push(context);
    return { source, context };
  }

  return {
    git,
    github,
    commits: { first, feature, latest },
    prepare,
    async resolve(reference, setting) {
      const { source, context } = prepare(setting);
      return source.doResolve(locate(reference), context);
    },
    reset() {
      github.refuse(undefined);
      github.setSmartHttp(true);
      github.forgetRequests();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(contexts.map((context) => context.close()));
      await Promise.all([github, git, empty].map((resource) => resource[Symbol.asyncDispose]()));
    },
  };
}

/** The locator of a reference that is understood. */
export function locate(reference: string): GitHubLocator {
  const locator = parseGitHubReference(reference);
  if (locator === undefined) throw new Error(`${reference} is not understood.`);
  return locator;
}

/** What some work fails with. */
export async function failureOf(work: Promise<unknown>): Promise<ZooError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ZooError.is(error)) throw new Error(`No ZooError, but ${inspect(error)}.`);
  return error;
}

/** The bytes of an archive. */
export async function readAll(content: SourceContent): Promise<Buffer> {
  if (content.kind !== 'archive') throw new Error('An archive was expected.');
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
