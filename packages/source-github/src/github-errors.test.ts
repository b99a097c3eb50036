import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createLoopbackGitHub, hasGit } from '@modelzoo/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createGitHubBench,
  failureOf,
  locate,
  TOKEN,
  UNKNOWN_SHA,
  type GitHubBench,
  type Setting,
} from '../test/github-bench.js';

describe.skipIf(!hasGit())('the errors (skipped where git is not installed) say', () => {
  let bench: GitHubBench;
  beforeAll(async () => {
    bench = await createGitHubBench();
  });
  beforeEach(() => bench.reset());
  afterAll(async () => bench[Symbol.asyncDispose]());

  const byApi = async (reference: string, setting: Setting = {}): ReturnType<GitHubBench['resolve']> =>
    bench.resolve(reference, { ...setting, serverUrl: undefined });

  const failures = [
    ['octo/none', undefined, 'ERR_ZOO_SOURCE_NOT_FOUND', 'For a private repository, set GITHUB_TOKEN.'],
    ['octo/none', TOKEN, 'ERR_ZOO_SOURCE_NOT_FOUND', 'that the token in GITHUB_TOKEN may read it'],
    ['octo/secret', undefined, 'ERR_ZOO_SOURCE_NOT_FOUND', 'For a private repository'],
    ['octo/secret', 'ghp_wrong', 'ERR_ZOO_UNAUTHORIZED', 'mistyped, expired or revoked'],
    ['octo/none', 'ghp_wrong', 'ERR_ZOO_UNAUTHORIZED', 'mistyped, expired or revoked'],
    ['octo/zoo', 'ghp_wrong', 'ERR_ZOO_UNAUTHORIZED', 'remove it to read public repositories'],
    ['octo/zoo/none', undefined, 'ERR_ZOO_REVISION_NOT_FOUND', 'Check its spelling and case.'],
    ['octo/zoo/none/models', undefined, 'ERR_ZOO_REVISION_NOT_FOUND', 'Check its spelling and case.'],
    ['octo/zoo/none/models/vision', undefined, 'ERR_ZOO_REVISION_NOT_FOUND', 'Check its spelling and case.'],
    ['octo/zoo/abcdef0', undefined, 'ERR_ZOO_REVISION_NOT_FOUND', 'Check its spelling and case.'],
    ['octo/empty', undefined, 'ERR_ZOO_SOURCE_EMPTY', 'push a commit first'],
    ['octo/blocked', undefined, 'ERR_ZOO_SOURCE_BLOCKED', 'GitHub says why at https://github.com/github/dmca'],
    ['octo/terms', TOKEN, 'ERR_ZOO_SOURCE_BLOCKED', 'No token changes that'],
    ['octo/sso', TOKEN, 'ERR_ZOO_SSO_REQUIRED', 'https://github.com/orgs/octo/sso?authorization_request=0123456789'],
    ['octo/forbidden', TOKEN, 'ERR_ZOO_FORBIDDEN', 'The token needs: contents=read.'],
    ['octo/scopes', TOKEN, 'ERR_ZOO_SOURCE_NOT_FOUND', 'It has the scopes gist, read:org; this takes one of repo.'],
  ] as const;

  describe.each([
    ['of both hosts', {}],
    ['of the API alone', { serverUrl: undefined }],
  ])('%s', (_hosts, setting) => {
    it.each(failures)('%s with the token %s: %s', async (reference, token, code, hint) => {
      const env = token === undefined ? {} : { GITHUB_TOKEN: token };
      const error = await failureOf(bench.resolve(reference, { ...setting, env }));
      expect(error.code).toBe(code);
      expect(error.hint).toContain(hint);
      expect(error.hint).toMatch(/Nothing was changed\.$/);
      expect(error.details).toMatchObject({ tokenUsed: token !== undefined });
      expect(inspect(error, { depth: 20 })).not.toContain(token ?? TOKEN);
    });
  });

  it.each([
    [undefined, 60, /For a much higher limit, set GITHUB_TOKEN\./],
    [TOKEN, 5000, /^Try again after 2038-01-19T03:14:07Z\. Nothing was changed\.$/],
  ])('when the hourly limit ends, with the token %s', async (token, limit, hint) => {
    bench.github.refuse('rate-limit');
    const error = await failureOf(byApi('octo/zoo', { token }));
    expect(error).toMatchObject({
      code: 'ERR_ZOO_RATE_LIMITED',
      details: { status: 403, tokenUsed: token !== undefined, kind: 'primary', resetAt: '2038-01-19T03:14:07Z', limit },
    });
    expect(error.message).toContain('in an hour');
    expect(error.hint).toMatch(hint);
    expect(bench.github.requests).toHaveLength(1);
  });

  it.each(['secondary-rate-limit', 'abuse'] as const)(
    'that a burst was too much (%s), without waiting for a minute',
    async (refusal) => {
      bench.github.refuse(refusal);
      const error = await failureOf(byApi('octo/zoo'));
      expect(error).toMatchObject({ code: 'ERR_ZOO_RATE_LIMITED', details: { kind: 'secondary' } });
      expect(error.message).toContain('in a short time');
      expect(bench.github.requests).toHaveLength(1);
    },
  );

  it('nothing of a limit that ends soon enough to wait for it', async () => {
    let refusals = 0;
    const server = createServer((_request, response) => {
      const limit = { 'content-type': 'application/json', 'retry-after': '1' };
      const body = JSON.stringify({ message: 'You have exceeded a secondary rate limit.' });
      if ((refusals += 1) === 1) response.writeHead(403, limit).end(body);
      else response.end(UNKNOWN_SHA);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { source, context } = bench.prepare({ apiUrl, serverUrl: undefined });
    expect((await source.doResolve(locate('octo/zoo'), context)).revision).toBe(UNKNOWN_SHA);
    const reason = 'GitHub limits the rate of requests.';
    expect(context.events.filter(({ type }) => type === 'retry')).toStrictEqual([
      { type: 'retry', subject: 'github:octo/zoo', attempt: 1, delayMs: 1000, reason },
    ]);
    server.close();
  });

  it('that GitHub is down, after trying three times', async () => {
    bench.github.refuse('unavailable');
    const { source, context } = bench.prepare({ serverUrl: undefined });
    const error = await failureOf(source.doResolve(locate('octo/zoo'), context));
    expect(error).toMatchObject({ code: 'ERR_ZOO_SERVER', details: { status: 503 } });
    expect(bench.github.requests).toHaveLength(3);
    expect(context.events.filter(({ type }) => type === 'retry')).toStrictEqual([
      { type: 'retry', subject: 'github:octo/zoo', attempt: 1, delayMs: 250, reason: 'GitHub answered 503.' },
      { type: 'retry', subject: 'github:octo/zoo', attempt: 2, delayMs: 1000, reason: 'GitHub answered 503.' },
    ]);
  });

  it('nothing of an outage that passes', async () => {
    bench.github.refuse('server-error', 1);
    expect((await byApi('octo/zoo')).revision).toBe(bench.commits.latest);
  });

  it('that nothing listens there', async () => {
    const closed = await createLoopbackGitHub();
    await closed[Symbol.asyncDispose]();
    const error = await failureOf(bench.resolve('octo/zoo', closed));
    expect(error.code).toBe('ERR_ZOO_NETWORK');
  });

  it('that the zoo is offline, without a request', async () => {
    const error = await failureOf(bench.resolve('octo/zoo', { offline: true }));
    expect(error.code).toBe('ERR_ZOO_OFFLINE');
    expect(bench.github.requests).toStrictEqual([]);
  });

  it.each([
    [200, 'text/html', '<html>Please log in</html>', 'ERR_ZOO_RESPONSE_INVALID'],
    [200, 'application/json', '{"sha": "main"}', 'ERR_ZOO_RESPONSE_INVALID'],
    [200, 'text/plain', 'a'.repeat(5000), 'ERR_ZOO_RESPONSE_INVALID'],
    [204, 'text/plain', '', 'ERR_ZOO_RESPONSE_INVALID'],
    [418, 'application/json', 'no json', 'ERR_ZOO_RESPONSE_INVALID'],
    [404, 'no type; at; all', 'x', 'ERR_ZOO_SOURCE_NOT_FOUND'],
    [500, '', '\u0000', 'ERR_ZOO_SERVER'],
  ])('that something else than the API answers %i with %s', async (status, type, body, code) => {
    const server = createServer(
      (_request, response) => void response.writeHead(status, { 'content-type': type }).end(body),
    );
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const errors = [failureOf(byApi('octo/zoo', { apiUrl })), failureOf(byApi('octo/zoo/a/b/c', { apiUrl }))];
    expect((await Promise.all(errors)).map((error) => error.code)).toStrictEqual([code, code]);
    server.close();
  });

  it.each([
    [{ token: 'ghp_line\nbreak' }, 'ERR_ZOO_CONFIG_INVALID'],
    [{ env: { GITHUB_TOKEN: 'ghp_ünsendbar' } }, 'ERR_ZOO_CONFIG_INVALID'],
  ])('that a token can be none: %j', async (setting, code) => {
    const error = await failureOf(bench.resolve('octo/zoo', setting));
    expect(error.code).toBe(code);
    expect(inspect(error)).not.toMatch(/ghp_[lü]/);
    expect(bench.github.requests).toStrictEqual([]);
  });
});
