import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLoopbackOrigin, hasGit, type LoopbackOrigin } from '@modelzoo/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sha256Of } from '../support/colour-source.js';
import { packSource, writeSource } from '../support/source-forms.js';
import { tempFolder } from '../support/temp-folder.js';
import { createInstalledZoo } from './support/installed-zoo.js';
import { createLoopbackRegistry } from './support/loopback-registry.js';
import { packedKinds } from './support/packed-kinds.js';
import {
  createReferenceBench,
  hasProgram,
  manifestOf,
  register,
  type ReferenceBench,
} from './support/reference-bench.js';

const SOURCE = { 'manifest.json': manifestOf('1') };
const CONTENT_REVISION = /^sha256-[0-9a-f]{64}$/;

async function openOrigin(): Promise<LoopbackOrigin> {
  const origin = await createLoopbackOrigin();
  onTestFinished(() => origin.close());
  return origin;
}

/** Reference, with `{commit}` and `{short}` for the first commit; key; what it stands for; paths of its manifests. */
const GITHUB_FORMS: readonly [string, string, keyof ReferenceBench['commits'], string?][] = [
  ['https://github.com/octo/zoo.v2', 'github:octo/zoo.v2', 'latest'],
  ['https://github.com/Octo/Zoo.v2/', 'github:octo/zoo.v2', 'latest'],
  ['https://github.com/octo/zoo.v2.git', 'github:octo/zoo.v2', 'latest'],
  ['github.com/octo/zoo.v2', 'github:octo/zoo.v2', 'latest'],
  ['octo/zoo.v2', 'github:octo/zoo.v2', 'latest'],
  ['github:octo/zoo.v2', 'github:octo/zoo.v2', 'latest'],
  ['git@github.com:octo/zoo.v2.git', 'github:octo/zoo.v2', 'latest'],
  ['https://github.com/octo/zoo.v2/tree/main', 'github:octo/zoo.v2/tree/main', 'latest'],
  ['https://github.com/octo/zoo.v2/tree/feat/x', 'github:octo/zoo.v2/tree/feat/x', 'feature'],
  ['https://github.com/octo/zoo.v2/commit/{commit}', 'github:octo/zoo.v2/tree/{commit}', 'first'],
  ['https://github.com/octo/zoo.v2/commit/{short}', 'github:octo/zoo.v2/tree/{short}', 'first'],
  ['octo/zoo.v2/main', 'github:octo/zoo.v2/tree/main', 'latest'],
  ['octo/zoo.v2/tree/feat/x', 'github:octo/zoo.v2/tree/feat/x', 'feature'],
  ['octo/zoo.v2/feat/x', 'github:octo/zoo.v2/tree/feat/x', 'feature'],
  ['octo/zoo.v2#v1.0', 'github:octo/zoo.v2/tree/v1.0', 'first'],
  ['octo/zoo.v2#{short}', 'github:octo/zoo.v2/tree/{short}', 'first'],
  ['https://github.com/octo/zoo.v2/releases/tag/v1.0', 'github:octo/zoo.v2/tree/v1.0', 'first'],
  [
    'https://github.com/octo/zoo.v2/tree/main/models/vision',
    'github:octo/zoo.v2/tree/main/models/vision',
    'latest',
    'models/vision/manifest.json',
  ],
  ['octo/zoo.v2/main/models', 'github:octo/zoo.v2/tree/main/models', 'latest', 'models/vision/manifest.json'],
];

describe.skipIf(!hasGit())('a reference to GitHub (skipped where git is not installed)', () => {
  let bench: ReferenceBench;
  beforeAll(async () => {
    bench = await createReferenceBench();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const fill = (text: string): string =>
    text.replace('{commit}', bench.commits.first).replace('{short}', bench.commits.first.slice(0, 8));

  describe.each(['env', 'apiEnv'] as const)('with %s', (environment) => {
    it.each<[string, string, keyof ReferenceBench['commits'], string?]>(GITHUB_FORMS)(
      '%s is %s',
      async (reference, key, commit, manifest = 'manifest.json') => {
        bench.github.forgetRequests();
        const run = await register(fill(reference), { env: bench[environment] });
        expect(run, run.stderr).toMatchObject({ exitCode: 0 });
        expect(run.output()).toMatchObject({
          source: { key: fill(key), provider: 'github', revision: bench.commits[commit] },
        });
        expect((run.output() as { readonly manifests: readonly unknown[] }).manifests).toContainEqual(
          expect.objectContaining({ path: manifest }),
        );
        // Sixty in an hour are all that anybody without a token has.
        expect(bench.github.requests.filter(({ host }) => host === 'api').length).toBeLessThanOrEqual(3);
      },
    );
  });

  it('may be on the enterprise server that is configured, and on no other', async () => {
    const reference = `${bench.github.serverUrl}/octo/zoo.v2`;
    const run = await register(reference, { env: bench.env });
    expect(run.output()).toMatchObject({ source: { provider: 'github', revision: bench.commits.latest } });
    const stranger = await register('https://ghe.example.com/octo/zoo.v2', { env: bench.env, flags: ['--offline'] });
    // Elsewhere it is an address like any other.
    expect([stranger.exitCode, stranger.error().code]).toStrictEqual([4, 'ERR_ZOO_OFFLINE']);
  });

  it('that ends in an archive is one, although the host is a GitHub', async () => {
    const reference = `${bench.github.serverUrl}/octo/zoo.v2/archive/${bench.commits.first}.tar.gz`;
    const run = await register(reference, { env: bench.env });
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.output()).toMatchObject({ source: { key: reference, provider: 'url' }, models: ['test/model@1'] });
  });

  it('that is a zip is told by its bytes', async () => {
    const git = await tempFolder();
    execFileSync('git', ['init', '--quiet', git]);
    await writeSource(git, SOURCE);
    execFileSync('git', ['-C', git, 'add', '.']);
    const tree = execFileSync('git', ['-C', git, 'write-tree'], { encoding: 'utf8' }).trim();
    execFileSync('git', [
      '-C',
      git,
      'archive',
      '--format=zip',
      '--prefix=source-main/',
      '-o',
      join(git, 'x.zip'),
      tree,
    ]);
    const origin = await openOrigin();
    origin.setRoute('/download', { body: await readFile(join(git, 'x.zip')) });
    const run = await register(origin.url('/download'));
    expect(run.output()).toMatchObject({ source: { key: origin.url('/download') }, models: ['test/model@1'] });
  });
});

describe('a reference to an archive', () => {
  for (const { ending, pack, program } of packedKinds) {
    const isMissing = program !== undefined && !hasProgram(program);
    it.skipIf(isMissing)(`${ending} is one${isMissing ? ` (${program} is not installed)` : ''}`, async () => {
      const origin = await openOrigin();
      const body = await pack(SOURCE);
      for (const path of [`/models${ending}`, '/no-extension']) {
        origin.setRoute(path, { body });
        const run = await register(origin.url(path));
        expect(run, run.stderr).toMatchObject({ exitCode: 0 });
        expect(run.output()).toMatchObject({
          source: { key: origin.url(path), provider: 'url', revision: `sha256-${sha256Of(body)}` },
          manifests: [{ path: 'manifest.json' }],
        });
      }
    });
  }

  it('may be signed, pinned and on this machine', async () => {
    const body = await packSource('source-main', SOURCE);
    const origin = await openOrigin();
    origin.setRoute('/x.zip', { body });
    const url = origin.url('/x.zip');
    const signed = await register(`${url}?X-Amz-Date=1&X-Amz-Signature=canary`);
    expect(signed.output()).toMatchObject({ source: { key: url } });
    expect(signed.stdout + signed.stderr).not.toContain('canary');
    // A lone signature may name the object, so it stays in the key, and is masked where the key is shown.
    expect((await register(`${url}?sig=a`)).output()).toMatchObject({ source: { key: `${url}?sig=***` } });
    const pinned = `${url}#sha256=${sha256Of(body)}`;
    expect((await register(pinned)).output()).toMatchObject({ source: { key: pinned } });
    const wrong = await register(`${url}#sha256=${'0'.repeat(64)}`);
    expect([wrong.exitCode, wrong.error().code]).toStrictEqual([6, 'ERR_ZOO_DIGEST_MISMATCH']);

    const cwd = await tempFolder();
    await writeFile(join(cwd, 'x.zip'), body);
    for (const reference of ['./x.zip', join(cwd, 'x.zip'), `file://${cwd}/x.zip`]) {
      const run = await register(reference, { cwd, flags: ['--offline'] });
      const revision = `sha256-${sha256Of(body)}`;
      expect(run.output()).toMatchObject({ source: { key: `file://${cwd}/x.zip`, provider: 'url', revision } });
    }
  });
});

describe('a reference to a folder', () => {
  it('may be relative or absolute, and needs no network', async () => {
    const cwd = await tempFolder();
    await writeSource(join(cwd, 'folder'), SOURCE);
    for (const reference of ['./folder', './folder/', '../x/../folder', join(cwd, 'folder'), `file://${cwd}/folder`]) {
      const run = await register(reference, {
        cwd: reference.startsWith('..') ? join(cwd, 'x') : cwd,
        flags: ['--offline'],
      });
      expect(run.output(), reference).toMatchObject({
        source: {
          key: `file://${cwd}/folder`,
          provider: 'url',
          revision: expect.stringMatching(CONTENT_REVISION) as unknown,
        },
      });
    }
  });

  it('may begin at home, for the packed program', async () => {
    const zoo = await createInstalledZoo();
    await writeSource(join(zoo.cwd, 'models'), SOURCE);
    const run = await zoo.run(['--json', 'register-source', '~/models'], {
      env: { HOME: zoo.cwd, USERPROFILE: zoo.cwd },
    });
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.json()).toMatchObject({ source: { key: `file://${zoo.cwd}/models` }, models: ['test/model@1'] });
  });
});

describe('a reference to an npm package', () => {
  it.each([
    ['npm:model-source', 'npm:model-source'],
    ['npm:model-source@^1.0.0', 'npm:model-source@^1.0.0'],
    ['npm:model-source@1.2.3', 'npm:model-source@1.2.3'],
    ['npm:model-source@latest', 'npm:model-source@latest'],
  ])('%s is %s', async (reference, key) => {
    const registry = await createLoopbackRegistry('model-source', '1.2.3', SOURCE);
    onTestFinished(() => registry.close());
    const run = await register(reference, { env: { npm_config_registry: `${registry.origin}/` } });
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.output()).toMatchObject({
      source: { key, provider: 'npm', revision: expect.stringMatching(/^1\.2\.3\+sha512-/) as unknown },
    });
  });
});

describe('what is no reference', () => {
  it.each([
    '',
    'openai-clip',
    'https://github.com/u/r/issues',
    'git@example.com:u/r.git',
    'npm:../x',
    'u/r\u0000',
    '//host/x',
  ])('%j is refused with the forms that are understood', async (reference) => {
    const run = await register(reference);
    expect(run.exitCode).toBe(2);
    expect(run.error()).toMatchObject({
      code: 'ERR_ZOO_REFERENCE_INVALID',
      hint: expect.stringMatching(/owner\/repo.*https:\/\/host\/archive\.zip.*npm:package/s) as unknown,
    });
  });
});
