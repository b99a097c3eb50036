import { createGitRepository, hasGit } from '@modelzoo/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitHubBench, locate, TOKEN, type GitHubBench } from '../test/github-bench.js';
import { resolutions } from '../test/resolutions.js';

describe.skipIf(!hasGit())('resolving by the API alone (skipped where git is not installed) finds', () => {
  let bench: GitHubBench;
  beforeAll(async () => {
    bench = await createGitHubBench({ apiOnly: true });
  });
  beforeEach(() => bench.reset());
  afterAll(async () => bench[Symbol.asyncDispose]());

  it.each(resolutions)(
    '$reference to the $commit commit, in $apiRequests',
    async ({ reference, commit, ref, apiRef = ref, subPath, apiRequests }) => {
      const pinned = await bench.resolve(reference);
      expect(pinned.revision).toBe(bench.commits[commit]);
      expect(pinned.locator).toStrictEqual({
        ...locate(reference),
        ref: apiRef,
        ...(subPath !== undefined && { subPath }),
      });
      expect(bench.github.requests).toHaveLength(apiRequests);
    },
  );

  it.each([
    [(sha: string) => sha, undefined, 0],
    [(sha: string) => sha.slice(0, 8), undefined, 1],
    [(sha: string) => `${sha}/models/vision`, 'models/vision', 0],
    [(sha: string) => `${sha.slice(0, 8)}/models`, 'models', 2],
    [(sha: string) => `${sha.slice(0, 8)}/models/vision`, 'models/vision', 2],
  ])('full and short commits, with and without a folder: %s', async (tailOf, subPath, requests) => {
    const pinned = await bench.resolve(`octo/zoo/${tailOf(bench.commits.first)}`);
    expect(pinned.revision).toBe(bench.commits.first);
    expect(pinned.locator).toMatchObject({ ref: bench.commits.first, ...(subPath !== undefined && { subPath }) });
    expect(bench.github.requests).toHaveLength(requests);
  });

  it('tags that are named like commits', async () => {
    await using odd = await createGitRepository();
    const sha = await odd.commit({ a: '1' });
    await odd.tag('deadbeef', sha, { message: 'annotated' });
    await odd.tag('cafecafe/1', sha);
    bench.github.setRepository('octo/odd', { git: odd });
    const find = async (tail: string) => (await bench.resolve(`octo/odd/${tail}`)).locator;
    expect(await find('deadbeef/models/vision')).toMatchObject({ ref: 'deadbeef', subPath: 'models/vision' });
    expect(bench.github.requests).toHaveLength(2);
    expect(await find('cafecafe/1/models')).toMatchObject({ ref: 'tags/cafecafe/1', subPath: 'models' });
  });

  it('a tag that is not among the first hundred', async () => {
    await using many = await createGitRepository();
    const sha = await many.commit({ a: '1' });
    for (let index = 0; index < 100; index += 1) await many.tag(`a-${index}`, sha);
    const last = await many.commit({ a: '2' });
    await many.tag('z', last, { message: 'annotated' });
    bench.github.setRepository('octo/many', { git: many });
    const pinned = await bench.resolve('octo/many/z/models/vision');
    expect(pinned).toMatchObject({ revision: last, locator: { ref: 'tags/z', subPath: 'models/vision' } });
  });

  it('an unmoved branch with one conditional request, which costs nothing of the limit', async () => {
    const { source, context } = bench.prepare();
    const locator = locate('octo/zoo/main');
    const previous = await source.doResolve(locator, context);
    expect(previous.memo?.['etag']).toBeTypeOf('string');
    bench.github.forgetRequests();
    expect(await source.doResolve(locator, { ...context, previous })).toStrictEqual(previous);
    expect(bench.github.requests.map(({ headers }) => headers['if-none-match'])).toStrictEqual([
      previous.memo?.['etag'],
    ]);
  });

  it('a branch that moved, with the folder behind it, in one request', async () => {
    await using moving = await createGitRepository();
    const old = await moving.commit({ 'a/b/manifest.json': '1' });
    bench.github.setRepository('octo/moving', { git: moving });
    const { source, context } = bench.prepare();
    const locator = locate('octo/moving/main/a/b');
    const previous = await source.doResolve(locator, context);
    expect(previous.revision).toBe(old);
    const moved = await moving.commit({ 'a/b/manifest.json': '2' });
    bench.github.forgetRequests();
    const next = await source.doResolve(locator, { ...context, previous });
    expect([next.revision, next.locator.subPath]).toStrictEqual([moved, 'a/b']);
    expect(bench.github.requests).toHaveLength(1);
  });

  it('anew when the branch of the last time is gone', async () => {
    await using changing = await createGitRepository();
    const old = await changing.commit({ a: '1' });
    await changing.branch('x', old);
    bench.github.setRepository('octo/changing', { git: changing });
    const { source, context } = bench.prepare();
    const locator = locate('octo/changing/x/y');
    const previous = await source.doResolve(locator, context);
    expect(previous.locator).toMatchObject({ ref: 'x', subPath: 'y' });
    await changing.deleteBranch('x');
    await changing.branch('x/y', old);
    const next = await source.doResolve(locator, { ...context, previous });
    expect([next.locator.ref, next.locator.subPath]).toStrictEqual(['x/y', undefined]);
  });

  it('a pinned commit without asking again, even offline', async () => {
    const locator = locate(`octo/zoo/${bench.commits.first}`);
    const previous = await bench.resolve(`octo/zoo/${bench.commits.first}`);
    bench.github.forgetRequests();
    const { source, context } = bench.prepare({ offline: true });
    expect(await source.doResolve(locator, { ...context, previous })).toBe(previous);
    expect(bench.github.requests).toStrictEqual([]);
  });

  it('a repository that was renamed, and says so', async () => {
    const { source, context } = bench.prepare({ token: TOKEN });
    const pinned = await source.doResolve(locate('octo/old'), context);
    expect(pinned).toMatchObject({ revision: bench.commits.latest, locator: { key: 'github:octo/old' } });
    expect(context.notes).toStrictEqual([
      'warn: The repository octo/old was renamed or moved. It still answers to this name for now.',
    ]);
    expect(bench.github.requests.map(({ headers }) => headers.authorization)).toStrictEqual(
      Array(2).fill(`token ${TOKEN}`),
    );
  });
});
