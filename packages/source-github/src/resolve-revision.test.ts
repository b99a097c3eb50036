import { createGitRepository, hasGit, type LoopbackGitHubRequest } from '@modelzoo/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitHubBench, failureOf, locate, TOKEN, type GitHubBench } from '../test/github-bench.js';
import { resolutions } from '../test/resolutions.js';

describe.skipIf(!hasGit())('resolving (skipped where git is not installed)', () => {
  let bench: GitHubBench;
  beforeAll(async () => {
    bench = await createGitHubBench();
  });
  beforeEach(() => bench.reset());
  afterAll(async () => bench[Symbol.asyncDispose]());

  const requestsTo = (host: LoopbackGitHubRequest['host']): readonly LoopbackGitHubRequest[] =>
    bench.github.requests.filter((request) => request.host === host);

  it.each(resolutions)('finds $reference without a request to the API', async ({ reference, commit, ref, subPath }) => {
    const pinned = await bench.resolve(reference);
    expect(pinned.revision).toBe(bench.commits[commit]);
    expect(pinned.locator).toStrictEqual({ ...locate(reference), ref, ...(subPath !== undefined && { subPath }) });
    expect(bench.github.requests.map(({ host, method, path }) => `${host} ${method} ${path}`)).toStrictEqual([
      'web GET /octo/zoo.git/info/refs?service=git-upload-pack',
      'web POST /octo/zoo.git/git-upload-pack',
    ]);
  });

  it.each([
    ['', undefined],
    ['/models/vision', 'models/vision'],
  ])('asks nobody about a full commit%s', async (folder, subPath) => {
    const { latest } = bench.commits;
    const pinned = await bench.resolve(`octo/zoo/${latest}${folder}`, { offline: true });
    expect(pinned).toMatchObject({ revision: latest, locator: { ref: latest } });
    expect(pinned.locator.subPath).toBe(subPath);
    expect(bench.github.requests).toStrictEqual([]);
  });

  it('asks the API about a short commit once, and never again', async () => {
    const { first } = bench.commits;
    const { source, context } = bench.prepare();
    const locator = locate(`octo/zoo/${first.slice(0, 7)}/models`);
    const pinned = await source.doResolve(locator, context);
    expect(pinned).toMatchObject({ revision: first, locator: { ref: first, subPath: 'models', key: locator.key } });
    expect(requestsTo('api')).toHaveLength(1);
    bench.github.forgetRequests();
    expect(await source.doResolve(locator, { ...context, previous: pinned })).toBe(pinned);
    expect(bench.github.requests).toStrictEqual([]);
  });

  it('asks for branches and tags of the name alone', async () => {
    await using many = await createGitRepository();
    const sha = await many.commit({ a: '1' });
    for (const name of ['one', 'two', 'one-more']) await many.branch(name, sha);
    bench.github.setRepository('octo/many', { git: many });
    const answers: number[] = [];
    const { source, context } = bench.prepare();
    const fetch: typeof context.fetch = async (...args) => {
      const response = await context.fetch(...args);
      const bytes = new Uint8Array(await response.arrayBuffer());
      answers.push(
        Buffer.from(bytes)
          .toString()
          .match(/refs\/heads\/\S+/g)?.length ?? 0,
      );
      return Object.defineProperty(new Response(bytes, response), 'url', { value: response.url });
    };
    await source.doResolve(locate('octo/many/two'), { ...context, fetch });
    // The default branch is told as what HEAD stands for.
    expect(answers).toStrictEqual([0, 2]);
  });

  it('learns that a branch did not move, and that it did, without the API', async () => {
    await using moving = await createGitRepository();
    const old = await moving.commit({ 'a/b/manifest.json': '1' });
    bench.github.setRepository('octo/moving', { git: moving });
    const { source, context } = bench.prepare();
    const locator = locate('octo/moving/main/a/b');
    const previous = await source.doResolve(locator, context);
    expect(previous.revision).toBe(old);
    expect(await source.doResolve(locator, { ...context, previous })).toBe(previous);
    const moved = await moving.commit({ 'a/b/manifest.json': '2' });
    const next = await source.doResolve(locator, { ...context, previous });
    expect([next.revision, next.locator.subPath]).toStrictEqual([moved, 'a/b']);
    expect(requestsTo('api')).toStrictEqual([]);
  });

  it('reads the tail anew when the branch of the last time is gone', async () => {
    await using changing = await createGitRepository();
    const old = await changing.commit({ a: '1' });
    await changing.branch('x', old);
    bench.github.setRepository('octo/changing', { git: changing });
    const { source, context } = bench.prepare();
    const locator = locate('octo/changing/x/y');
    const previous = await source.doResolve(locator, context);
    expect(previous.locator).toMatchObject({ ref: 'heads/x', subPath: 'y' });
    await changing.deleteBranch('x');
    await changing.branch('x/y', old);
    const next = await source.doResolve(locator, { ...context, previous });
    expect([next.locator.ref, next.locator.subPath]).toStrictEqual(['heads/x/y', undefined]);
  });

  it('takes up what was resolved by the API, whose refs are shorter', async () => {
    const locator = { ...locate('octo/zoo/feat/x'), ref: 'feat/x' };
    const previous = { locator, revision: bench.commits.feature, memo: { etag: 'W/"x"' } };
    const { source, context } = bench.prepare();
    expect(await source.doResolve(locate('octo/zoo/feat/x'), { ...context, previous })).toBe(previous);
  });

  it('says that a repository was renamed, and how it is called now', async () => {
    const { source, context } = bench.prepare({ token: TOKEN });
    const pinned = await source.doResolve(locate('octo/old'), context);
    expect(pinned).toMatchObject({ revision: bench.commits.latest, locator: { key: 'github:octo/old' } });
    expect(context.notes).toStrictEqual([
      'warn: The repository octo/old was renamed or moved; it is Octo/Zoo now. It still answers to this name for now.',
    ]);
    expect(requestsTo('api')).toStrictEqual([]);
  });

  it('shows the token as git does', async () => {
    expect((await bench.resolve('octo/secret', { env: { GH_TOKEN: TOKEN } })).revision).toBe(bench.commits.latest);
    const basic = `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
    expect(bench.github.requests.map(({ host, headers }) => [host, headers.authorization])).toStrictEqual([
      ['web', basic],
      ['web', basic],
    ]);
  });

  it('asks the API when the server refuses', async () => {
    bench.github.setSmartHttp(false);
    const pinned = await bench.resolve('octo/zoo/feat/x/models');
    expect(pinned).toMatchObject({ revision: bench.commits.feature, locator: { ref: 'heads/feat/x' } });
    expect([requestsTo('web').length, requestsTo('api').length]).toStrictEqual([1, 2]);
  });

  it('says that there is no such repository although the API says nothing any more', async () => {
    bench.github.refuse('rate-limit');
    const error = await failureOf(bench.resolve('octo/none'));
    expect(error).toMatchObject({ code: 'ERR_ZOO_SOURCE_NOT_FOUND', cause: { code: 'ERR_ZOO_RATE_LIMITED' } });
    expect((await failureOf(bench.resolve('octo/blocked'))).code).toBe('ERR_ZOO_RATE_LIMITED');
  });

  it('costs no request of the hour that is used up', async () => {
    bench.github.refuse('rate-limit');
    expect((await bench.resolve('octo/zoo/v2/models/vision')).revision).toBe(bench.commits.first);
  });
});
