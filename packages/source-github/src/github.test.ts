import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createZoo } from '@modelzoo/core';
import { createGitRepository, hasGit } from '@modelzoo/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitHubBench, type GitHubBench } from '../test/github-bench.js';
import { github } from './github.js';

const MODEL = { models: [{ base_name: 'octo/tiny', base_filename: 'tiny.onnx' }] };

describe.skipIf(!hasGit())('github, in a zoo (skipped where git is not installed)', () => {
  let bench: GitHubBench;
  let home: string;
  beforeAll(async () => {
    bench = await createGitHubBench();
    const files = { 'manifest.json': JSON.stringify(MODEL), 'models/a/manifest.json': JSON.stringify(MODEL) };
    await bench.git.commit(files, { branch: 'release' });
    await bench.git.tag('v3', 'release', { message: 'annotated' });
  });
  afterAll(async () => bench[Symbol.asyncDispose]());
  beforeEach(async () => {
    bench.reset();
    home = await mkdtemp(path.join(tmpdir(), 'modelzoo-github-'));
  });
  afterEach(async () => rm(home, { recursive: true, force: true }));

  const references = [
    'octo/zoo/release',
    'octo/zoo/v3',
    'octo/zoo/release/models',
    'octo/zoo/v3/models/a',
    'https://github.com/Octo/Zoo/tree/release/models/a',
  ];

  /** Registers and updates; says how many requests to the API each took. */
  async function registerAndUpdate(
    reference: string,
    serverUrl: string | undefined,
  ): Promise<{ readonly registering: number; readonly updating: number }> {
    const plugins = [github({ apiUrl: bench.github.apiUrl, serverUrl })];
    await using zoo = createZoo({ home, env: {}, plugins });
    const { source, models } = await zoo.registerSource(reference);
    expect(models).toStrictEqual(['octo/tiny']);
    expect(source).toMatchObject({ provider: 'github', revision: await bench.git.findCommit('release') });
    const count = (host: string): number => bench.github.requests.filter((request) => request.host === host).length;
    const registering = count('api');
    bench.github.forgetRequests();
    const [update] = await zoo.updateSources();
    expect(update?.moved).toBe(false);
    expect(count('archive')).toBe(0);
    return { registering, updating: count('api') };
  }

  it.each(references)('registers and updates %s without a request to the API', async (reference) => {
    expect(await registerAndUpdate(reference, bench.github.serverUrl)).toStrictEqual({ registering: 0, updating: 0 });
  });

  it('registers a full commit without asking what it is, and updates it without asking anybody', async () => {
    const sha = await bench.git.findCommit('release');
    const { updating } = await registerAndUpdate(`octo/zoo/${sha}`, bench.github.serverUrl);
    expect([updating, bench.github.requests]).toStrictEqual([0, []]);
  });

  it('tells what the archive does not hold', async () => {
    await using git = await createGitRepository();
    await git.commit({
      'manifest.json': JSON.stringify(MODEL),
      'weights/tiny.onnx': 'weights',
      '.gitattributes': 'weights/** export-ignore\n',
      '.gitmodules': '[submodule "data"]\n\tpath = data\n\turl = https://example.com/data.git\n',
    });
    bench.github.setRepository('octo/parts', { git });
    const { apiUrl, serverUrl } = bench.github;
    await using zoo = createZoo({ home, env: {}, plugins: [github({ apiUrl, serverUrl })] });
    const { source } = await zoo.registerSource('octo/parts');
    expect(source.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toStrictEqual([
      'submodules-not-followed: Submodules are not followed, so that nothing is in "data".',
      'export-ignored: Archives of the source leave out what is marked export-ignore: "weights/**".',
    ]);
    expect((await zoo.listSources())[0]?.diagnostics).toStrictEqual(source.diagnostics);
  });

  it.each(references)('registers %s by the API alone, with few requests to it', async (reference) => {
    const { registering, updating } = await registerAndUpdate(reference, undefined);
    // That an annotated tag with two folders behind it is one, and what it stands for, are two questions.
    expect(registering).toBeLessThanOrEqual(reference.endsWith('v3/models/a') ? 4 : 3);
    expect(updating).toBe(1);
  });
});
