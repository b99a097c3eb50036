import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createZoo } from '@modelzoo/core';
import { hasGit } from '@modelzoo/testkit';
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

  it.each(['octo/zoo/v3', 'octo/zoo/release/models', 'https://github.com/Octo/Zoo/tree/release/models/a'])(
    'registers %s with at most three requests to the API',
    async (reference) => {
      await using zoo = createZoo({ home, env: {}, plugins: [github({ apiUrl: bench.github.apiUrl })] });
      const { source, models } = await zoo.registerSource(reference);
      expect(models).toStrictEqual(['octo/tiny']);
      expect(source).toMatchObject({ provider: 'github', revision: await bench.git.findCommit('release') });
      const hosts = bench.github.requests.map(({ host }) => host);
      expect(hosts.filter((host) => host === 'api').length).toBeLessThanOrEqual(3);

      bench.github.forgetRequests();
      const [update] = await zoo.updateSources();
      expect(update?.moved).toBe(false);
      expect(bench.github.requests.filter(({ host }) => host === 'archive')).toStrictEqual([]);
    },
  );
});
