import { ZooError, type PluginContext } from '@modelzoo/core';
import { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import type { GitHubAccess } from './github-access.js';
import { revisionNotFound, sourceEmpty, sourceNotFound, toZooError, type RequestFacts } from './github-errors.js';
import { readLength } from './read-length.js';
import { readText } from './read-text.js';
import { untilAborted } from './until-aborted.js';

/** A commit that a ref stands for now. */
export interface ResolvedRef {
  /** 40 hex digits. */
  readonly sha: string;
  /** Validator for asking again. */
  readonly etag: string | undefined;
}

/** The few questions that this provider asks of the REST API, about one repository. One request each. */
export interface GitHubApi {
  /** `undefined`: the repository has no such ref. `'unchanged'`: as it was when `etag` was given. */
  findCommit(ref: string, etag?: string): Promise<ResolvedRef | 'unchanged' | undefined>;
  /** Names (`heads/x`, `tags/x`) that begin with the prefix, as GitHub matches them: `heads/ma` is a prefix of `heads/main`. */
  listRefs(prefix: string): Promise<readonly GitRef[]>;
  /** Tags with their commits: all of them, or as many as one answer holds. */
  listTags(): Promise<{ readonly refs: readonly GitRef[]; readonly isComplete: boolean }>;
  /** The archive of a commit. */
  openArchive(sha: string): Promise<ArchiveAnswer>;
  /** Warns that the repository answers to an old name. `newName`: `owner/repo`, if it is known. */
  tellOfMove(newName?: string): void;
  /** The failures that others than the API may be the first to notice. `ref`: default, the default branch. */
  readonly failures: {
    revisionNotFound(ref: string | undefined): ZooError;
    sourceEmpty(): ZooError;
    sourceNotFound(cause: unknown): ZooError;
  };
}

/** An archive that begins to arrive. */
export interface ArchiveAnswer {
  readonly stream: ReadableStream<Uint8Array>;
  readonly sizeBytes: number | undefined;
}

/** A ref as the API lists it. */
export interface GitRef {
  /** `heads/main`, `tags/v1`. */
  readonly name: string;
  /** The commit; `undefined` for an annotated tag, which stands for something else. */
  readonly commitSha: string | undefined;
}

const SHA_MAX_BYTES = 1024;
const REFS_MAX_BYTES = 16 * 1024 * 1024;
const shaSchema = z.string().regex(/^[0-9a-f]{40}$/);
const refsSchema = z.array(
  z.object({ ref: z.string().startsWith('refs/'), object: z.object({ type: z.string(), sha: shaSchema }) }),
);

/** As many as the API gives at once. */
const TAGS_AT_ONCE = 100;
const tagsSchema = z.array(z.object({ name: z.string(), commit: z.object({ sha: shaSchema }) }));

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly url: string;
  readonly data: unknown;
}

/** The API of the repository's server. No request is made before a question. */
export function createGitHubApi(access: GitHubAccess, context: PluginContext): GitHubApi {
  const { server, repository, token } = access;
  const { key, owner, repo } = access.locator;
  const facts: RequestFacts = {
    repository,
    apiUrl: server.apiUrl,
    tokenName: token?.name,
    tokenAdvice: server.tokenAdvice,
  };

  /** One request. Statuses of `accepted` are answers as well; all other failures are thrown as ours. */
  async function request(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    accepted: readonly number[] = [],
  ): Promise<Answer> {
    // Loaded late: most commands never ask GitHub anything.
    const { createOctokit } = await import('./octokit-client.js');
    const client = createOctokit({ apiUrl: server.apiUrl, token: token?.value, subject: key }, context);
    try {
      // octokit would read every body to its end.
      const how = { parseSuccessResponseBody: false, signal: context.signal };
      return await untilAborted(client.request(route, { owner, repo, ...parameters, request: how }), context.signal);
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof RequestError && error.response && accepted.includes(error.status)) return error.response;
      throw toZooError(error, facts);
    }
  }

  function invalid(what: string, cause?: unknown): ZooError {
    return new ZooError('ERR_ZOO_RESPONSE_INVALID', `GitHub sent no ${what} for ${repository}.`, {
      hint: 'Check that the address of the API is right. Nothing was changed.',
      details: { repository, apiUrl: server.apiUrl },
      cause,
    });
  }

  function tellOfMove(newName?: string): void {
    const where = newName === undefined ? '' : `; it is ${newName} now`;
    context.log.warn(
      `The repository ${repository} was renamed or moved${where}. It still answers to this name for now.`,
    );
  }

  function bodyOf({ data }: Answer, what: string): ReadableStream<Uint8Array> {
    if (data instanceof ReadableStream) return data;
    throw invalid(what);
  }

  return {
    async findCommit(ref, etag) {
      const headers = { accept: 'application/vnd.github.sha', ...(etag !== undefined && { 'if-none-match': etag }) };
      const answer = await request('GET /repos/{owner}/{repo}/commits/{ref}', { ref, headers }, [304, 422]);
      if (answer.status === 304) return 'unchanged';
      // Not 404, which would mean the repository.
      if (answer.status === 422) return undefined;
      // GitHub redirects a repository that was renamed to its number, which works until somebody takes the old name.
      if (answer.url.startsWith(`${server.apiUrl}/repositories/`)) tellOfMove();
      const text = await readText(bodyOf(answer, 'commit'), SHA_MAX_BYTES);
      const sha = shaSchema.safeParse(text?.trim());
      if (!sha.success) throw invalid('commit', sha.error);
      return { sha: sha.data, etag: readHeader(answer, 'etag') };
    },

    async listRefs(prefix) {
      const answer = await request('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', { ref: prefix });
      const text = await readText(bodyOf(answer, 'list of refs'), REFS_MAX_BYTES);
      const refs = refsSchema.safeParse(parseJson(text));
      if (!refs.success) throw invalid('list of refs', refs.error);
      return refs.data.map(({ ref, object }) => ({
        name: ref.slice('refs/'.length),
        commitSha: object.type === 'commit' ? object.sha : undefined,
      }));
    },

    async listTags() {
      const answer = await request('GET /repos/{owner}/{repo}/tags', { per_page: TAGS_AT_ONCE });
      const text = await readText(bodyOf(answer, 'list of tags'), REFS_MAX_BYTES);
      const tags = tagsSchema.safeParse(parseJson(text));
      if (!tags.success) throw invalid('list of tags', tags.error);
      const refs = tags.data.map(({ name, commit }) => ({ name: `tags/${name}`, commitSha: commit.sha }));
      return { refs, isComplete: refs.length < TAGS_AT_ONCE };
    },

    async openArchive(sha) {
      const answer = await request('GET /repos/{owner}/{repo}/tarball/{ref}', { ref: sha }).catch((error: unknown) => {
        // A full commit is taken at its word before, so that here its name has to be told.
        throw ZooError.is(error, 'ERR_ZOO_REVISION_NOT_FOUND') ? revisionNotFound(facts, sha, error.cause) : error;
      });
      return { stream: bodyOf(answer, 'archive'), sizeBytes: readLength((name) => readHeader(answer, name)) };
    },

    tellOfMove,
    failures: {
      revisionNotFound: (ref) => revisionNotFound(facts, ref),
      sourceEmpty: () => sourceEmpty(facts),
      sourceNotFound: (cause) => sourceNotFound(facts, cause),
    },
  };
}

function readHeader({ headers }: Answer, name: string): string | undefined {
  const value = headers[name];
  return value === undefined ? undefined : String(value);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
