import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import * as ajvFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGitRepository, hasGit, type GitRepository } from './git-repository.js';
import { createLoopbackGitHub, type LoopbackGitHub } from './loopback-github.js';

const require = createRequire(import.meta.url);
const TOKEN = 'ghp_loopback0123456789';
const DESCRIPTION = 'github';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, unknown>> }>
  >;
}

/** GitHub's own description of its API, as far as the double answers it. */
function loadDescription(): { schemaFor(path: string, status: string): ValidateFunction | undefined } {
  const file = require.resolve('@octokit/openapi/generated/api.github.com.json');
  const description = JSON.parse(readFileSync(file, 'utf8'), nullableAsJsonSchema) as {
    readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
    readonly components: { readonly responses: Operation['responses'] };
  };
  const ajv = new Ajv({ strict: false, validateFormats: true });
  ajvFormats.default.default(ajv);
  ajv.addSchema(description, DESCRIPTION);
  return {
    schemaFor(path, status) {
      const operation = `#/paths/${path.replaceAll('/', '~1')}/get/responses/${status}`;
      const answer = description.paths[path]?.get.responses[status];
      if (answer === undefined) return undefined;
      const named = answer.$ref?.slice('#/components/responses/'.length);
      const content = (named === undefined ? answer : description.components.responses[named])?.content ?? {};
      if (!('application/json' in content)) return undefined;
      const place = named === undefined ? operation : `#/components/responses/${named}`;
      return ajv.compile({ $ref: `${DESCRIPTION}${place}/content/application~1json/schema` });
    },
  };
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type for it; ajv knows that beside a `type` only. */
function nullableAsJsonSchema(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('nullable' in value) || value.nullable !== true) return value;
  if ('type' in value) return value;
  const { nullable: _nullable, ...schema } = value;
  return { anyOf: [schema, { type: 'null' }] };
}

describe.skipIf(!hasGit())('createLoopbackGitHub (skipped where git is not installed)', () => {
  let git: GitRepository;
  let empty: GitRepository;
  let github: LoopbackGitHub;
  let sha: string;

  beforeAll(async () => {
    git = await createGitRepository();
    empty = await createGitRepository();
    await git.commit({ 'manifest.json': '{}' }, { message: 'Begin' });
    sha = await git.commit({ 'manifest.json': '{"models": []}' });
    await git.branch('feat/x', sha);
    await git.tag('v1', sha, { message: 'One' });
    github = await createLoopbackGitHub({
      repositories: {
        'Octo/Zoo': { git },
        'octo/empty': { git: empty },
        'octo/secret': { git, isPrivate: true },
        'octo/old': { git, movedTo: 'Octo/Zoo' },
        'octo/blocked': { git, refusal: 'blocked' },
        'octo/sso': { git, refusal: 'sso-required' },
        'octo/forbidden': { git, refusal: 'forbidden' },
        'octo/busy': { git, refusal: 'secondary-rate-limit' },
      },
      tokens: [TOKEN],
    });
  });
  afterAll(async () => {
    await github[Symbol.asyncDispose]();
    await git[Symbol.asyncDispose]();
    await empty[Symbol.asyncDispose]();
  });

  const get = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${github.apiUrl}${path}`, { headers, redirect: 'manual' });

  describe('says what GitHub describes', () => {
    let description: ReturnType<typeof loadDescription>;
    beforeAll(() => {
      description = loadDescription();
    });

    const root = '/repos/{owner}/{repo}';
    it.each([
      [root, '/repos/octo/zoo', 200],
      [root, '/repos/octo/old', 301],
      [root, '/repos/octo/sso', 403],
      [root, '/repos/octo/forbidden', 403],
      [root, '/repos/octo/busy', 403],
      [root, '/repos/octo/none', 404],
      [root, '/repos/octo/secret', 404],
      [`${root}/commits/{ref}`, '/repos/octo/zoo/commits/HEAD', 200],
      [`${root}/commits/{ref}`, '/repos/octo/zoo/commits/v1', 200],
      [`${root}/commits/{ref}`, '/repos/octo/zoo/commits/feat%2Fx', 200],
      [`${root}/commits/{ref}`, '/repos/octo/none/commits/main', 404],
      [`${root}/commits/{ref}`, '/repos/octo/empty/commits/HEAD', 409],
      [`${root}/commits/{ref}`, '/repos/octo/zoo/commits/none', 422],
      [`${root}/git/matching-refs/{ref}`, '/repos/octo/zoo/git/matching-refs/heads/', 200],
      [`${root}/git/matching-refs/{ref}`, '/repos/octo/zoo/git/matching-refs/tags%2Fv', 200],
      [`${root}/git/matching-refs/{ref}`, '/repos/octo/empty/git/matching-refs/heads/', 409],
      [`${root}/git/ref/{ref}`, '/repos/octo/zoo/git/ref/heads/main', 200],
      [`${root}/git/ref/{ref}`, '/repos/octo/zoo/git/ref/heads/none', 404],
      [`${root}/branches`, '/repos/octo/zoo/branches', 200],
      [`${root}/tags`, '/repos/octo/zoo/tags', 200],
    ])('%s as %s with %i', async (route, path, status) => {
      const response = await get(path);
      expect(response.status).toBe(status);
      const validate = description.schemaFor(route, String(status));
      if (validate === undefined) throw new Error(`GitHub does not describe ${status} for ${route}.`);
      validate(await response.json());
      expect(validate.errors).toBeNull();
    });

    it('is held against schemas that notice a missing field', () => {
      const validate = description.schemaFor('/repos/{owner}/{repo}/git/ref/{ref}', '200');
      expect(validate?.({ ref: 'refs/heads/main', node_id: '', url: 'https://github.com' })).toBe(false);
    });
  });

  describe('says what GitHub was recorded to say', () => {
    /** Headers that say when and to whom, and those of one connection. */
    const INCIDENTAL = new Set([
      'connection',
      'content-length',
      'date',
      'etag',
      'x-oauth-scopes',
      'x-accepted-oauth-scopes',
    ]);

    interface Recording {
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly response: object | string;
      readonly headers: Readonly<Record<string, string>>;
    }
    const scenarios = new URL(
      'scenarios/api.github.com/',
      pathToFileURL(require.resolve('@octokit/fixtures/package.json')),
    );
    const load = (scenario: string): readonly Recording[] =>
      JSON.parse(readFileSync(new URL(`${scenario}/normalized-fixture.json`, scenarios), 'utf8')) as Recording[];

    it('when an archive is asked for', async () => {
      const [redirect, archive] = load('get-archive');
      const asked = await get('/repos/octo/zoo/tarball/refs/heads/main');
      expect(asked.status).toBe(redirect?.status);
      expect(await asked.text()).toBe(redirect?.response);
      expect(missingHeaders(asked, redirect)).toStrictEqual([]);
      const location = asked.headers.get('location') ?? '';
      expect(new URL(location).origin).toBe(github.archiveUrl);
      const recorded = new URL(redirect?.headers['location'] ?? '').pathname;
      expect(new URL(location).pathname).toBe(recorded.replace('octokit-fixture-org/get-archive', 'Octo/Zoo'));

      const sent = await fetch(location);
      expect(sent.status).toBe(archive?.status);
      expect(missingHeaders(sent, archive)).toStrictEqual([]);
      expect(sent.headers.get('content-type')).toBe(archive?.headers['content-type']);
      const name = /filename=(.+)$/.exec(sent.headers.get('content-disposition') ?? '')?.[1];
      expect(name).toBe(`Octo-Zoo-${sha.slice(0, 7)}.tar.gz`);
      await sent.arrayBuffer();
    });

    it('when it refuses', async () => {
      const [recorded] = load('errors');
      const answer = await get('/repos/octo/zoo/commits/none');
      expect(answer.status).toBe(recorded?.status);
      expect(missingHeaders(answer, recorded)).toStrictEqual([]);
      expect(answer.headers.get('content-type')).toBe(recorded?.headers['content-type']);
      const body: unknown = await answer.json();
      // The list of errors belongs to requests with a body; the status came after the recording.
      const keys = Object.keys(recorded?.response ?? {}).filter((key) => key !== 'errors');
      expect(Object.keys(body as object)).toStrictEqual([...keys, 'status']);
    });

    it('when a repository is asked for', async () => {
      const [recorded] = load('get-repository');
      const body = (await (await get('/repos/octo/zoo')).json()) as object;
      const known = new Set(Object.keys(recorded?.response ?? {}));
      // The recording is older than discussions.
      expect(Object.keys(body).filter((key) => !known.has(key))).toStrictEqual(['has_discussions']);
    });

    function missingHeaders(response: Response, recording: Recording | undefined): readonly string[] {
      const names = Object.keys(recording?.headers ?? {}).filter((name) => !INCIDENTAL.has(name));
      return names.filter((name) => !response.headers.has(name));
    }
  });

  it('gives the commit alone to those who want no more, and nothing to those who have it', async () => {
    const accept = { accept: 'application/vnd.github.sha' };
    const first = await get('/repos/octo/zoo/commits/v1', accept);
    expect(await first.text()).toBe(sha);
    const etag = first.headers.get('etag') ?? '';
    const again = await get('/repos/octo/zoo/commits/v1', { ...accept, 'if-none-match': etag });
    expect([again.status, await again.text()]).toStrictEqual([304, '']);
  });

  it('shows private repositories to its tokens, and 401 to all others', async () => {
    expect((await get('/repos/octo/secret', { authorization: `token ${TOKEN}` })).status).toBe(200);
    const wrong = await get('/repos/octo/zoo', { authorization: 'Bearer wrong' });
    expect([wrong.status, await wrong.json()]).toMatchObject([401, { message: 'Bad credentials', status: '401' }]);
    const link =
      (await get('/repos/octo/secret/tarball/main', { authorization: `token ${TOKEN}` })).headers.get('location') ?? '';
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link.replace(/\?.*$/, ''))).status).toBe(404);
  });

  it('sends a renamed repository on to its number', async () => {
    const moved = await get('/repos/octo/old/commits/main');
    expect(moved.headers.get('location')).toBe(`${github.apiUrl}/repositories/1/commits/main`);
    expect((await fetch(`${github.apiUrl}/repositories/1/commits/main`)).status).toBe(200);
  });

  it('refuses as often as it is told', async () => {
    github.refuse('rate-limit', 1);
    const limited = await get('/repos/octo/zoo');
    expect([limited.status, limited.headers.get('x-ratelimit-remaining')]).toStrictEqual([403, '0']);
    expect((await get('/repos/octo/zoo')).status).toBe(200);
    github.refuse('unavailable');
    expect((await get('/repos/octo/zoo')).status).toBe(503);
    github.refuse(undefined);
    expect((await get('/repos/octo/blocked')).status).toBe(451);
  });

  it('remembers what was asked', async () => {
    github.forgetRequests();
    await get('/repos/octo/zoo/branches?per_page=1', { 'x-note': 'here' });
    expect(github.requests).toMatchObject([
      { host: 'api', method: 'GET', path: '/repos/octo/zoo/branches?per_page=1', headers: { 'x-note': 'here' } },
    ]);
  });
});
