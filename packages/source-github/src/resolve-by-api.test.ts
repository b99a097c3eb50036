import { createGitRepository, hasGit } from '@modelzoo/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitHubBench, locate, TOKEN, type GitHubBench } from '../test/github-bench.js';

describe.skipIf(!hasGit())('resolving by the API alone (skipped where git is not installed) finds', () => {
  let bench: GitHubBench;
  beforeAll(async () => {
    bench = await createGitHubBench({ apiOnly: true });
  });
  beforeEach(() => bench.reset());
  afterAll(async () => bench[Symbol.asyncDispose]());

  it.each([
    ['octo/zoo', 'latest', 'HEAD', undefined, 1],
    ['octo/zoo/main', 'latest', 'main', undefined, 1],
    ['octo/zoo#v1', 'first', 'v1', undefined, 1],
    ['octo/zoo#v2', 'first', 'v2', undefined, 1],
    ['https://github.com/octo/zoo/releases/tag/v2', 'first', 'v2', undefined, 1],
    ['octo/zoo/HEAD/models', 'latest', 'HEAD', 'models', 1],
    ['octo/zoo/feat/x', 'feature', 'feat/x', undefined, 1],
    ['octo/zoo/refs/heads/feat/x', 'feature', 'heads/feat/x', undefined, 1],
    ['octo/zoo/refs/tags/v2', 'first', 'tags/v2', undefined, 1],
    ['octo/zoo/main/models', 'latest', 'main', 'models', 2],
    ['octo/zoo/v2/models', 'first', 'v2', 'models', 2],
    ['octo/zoo/main/models/vision', 'latest', 'heads/main', 'models/vision', 2],
    ['octo/zoo/feat/x/models', 'feature', 'heads/feat/x', 'models', 2],
    ['octo/zoo/v1/models/vision', 'first', 'tags/v1', 'models/vision', 2],
    ['octo/zoo/v2/models/vision', 'first', 'tags/v2', 'models/vision', 2],
    ['octo/zoo/release/2/final', 'first', 'tags/release/2/final', undefined, 2],
    // The longest of a branch and a tag wins.
    ['octo/zoo/both/x/models', 'first', 'tags/both/x', 'models', 2],
    ['octo/zoo/both/models/vision', 'feature', 'heads/both', 'models/vision', 2],
    ['octo/zoo/deadbeef/models/vision', 'first', 'heads/deadbeef', 'models/vision', 3],
  ] as const)('%s to the %s commit', async (reference, commit, ref, subPath, requests) => {
    const pinned = await bench.resolve(reference);
    expect(pinned.revision).toBe(bench.commits[commit]);
    expect(pinned.locator).toStrictEqual({
      ...locate(reference),
      ref,
      ...(subPath !== undefined && { subPath }),
    });
    expect(bench.github.requests).toHaveLength(requests);
  });

  it.each([
    [(sha: string) => sha, undefined, 0],
    [(sha: string) => sha.slice(0, 8), undefined, 1],
    [(sha: string) => `${sha}/models/vision`, 'models/vision', 0],
    [(sha: string) => `${sha.slice(0, 8)}/models/vision`, 'models/vision', 1],
  ])('full and short commits, with and without a folder: %s', async (tailOf, subPath, requests) => {
    const pinned = await bench.resolve(`octo/zoo/${tailOf(bench.commits.first)}`);
    expect(pinned.revision).toBe(bench.commits.first);
    expect(pinned.locator).toMatchObject({ ref: bench.commits.first, ...(subPath !== undefined && { subPath }) });
    expect(bench.github.requests).toHaveLength(requests);
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
