import { join } from 'node:path';
import { createLoopbackOrigin, hasGit, type LoopbackRefusal } from '@modelzoo/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../support/run-cli.js';
import { packSource } from '../support/source-forms.js';
import { tempFolder } from '../support/temp-folder.js';
import { hostileBodies } from './support/hostile-bodies.js';
import { createInstalledZoo } from './support/installed-zoo.js';
import { createLoopbackRegistry } from './support/loopback-registry.js';
import {
  createReferenceBench,
  filesIn,
  manifestOf,
  register,
  TOKEN,
  type ReferenceBench,
} from './support/reference-bench.js';

describe.skipIf(!hasGit())('GitHub refuses (skipped where git is not installed)', () => {
  let bench: ReferenceBench;
  beforeAll(async () => {
    bench = await createReferenceBench();
  });
  beforeEach(() => {
    bench.github.refuse(undefined);
    bench.github.setSmartHttp(true);
    bench.github.forgetRequests();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const good = { GITHUB_TOKEN: TOKEN };
  const wrong = { GITHUB_TOKEN: 'ghp_mistyped0123456789' };

  describe.each(['env', 'apiEnv'] as const)('with %s', (environment) => {
    it.each<[string, Readonly<Record<string, string>>, number, string, RegExp]>([
      ['octo/secret', {}, 3, 'ERR_ZOO_SOURCE_NOT_FOUND', /GITHUB_TOKEN/],
      ['octo/secret', wrong, 4, 'ERR_ZOO_UNAUTHORIZED', /mistyped, expired or revoked/],
      ['octo/zoo.v2', wrong, 4, 'ERR_ZOO_UNAUTHORIZED', /mistyped, expired or revoked/],
      ['octo/none', {}, 3, 'ERR_ZOO_SOURCE_NOT_FOUND', /spelling.*GITHUB_TOKEN/],
      ['octo/none', good, 3, 'ERR_ZOO_SOURCE_NOT_FOUND', /token in GITHUB_TOKEN/],
      ['octo/zoo.v2#none', {}, 3, 'ERR_ZOO_REVISION_NOT_FOUND', /spelling and case/],
      [`octo/zoo.v2#${'0'.repeat(39)}1`, {}, 3, 'ERR_ZOO_REVISION_NOT_FOUND', /spelling and case/],
      ['octo/empty', {}, 3, 'ERR_ZOO_SOURCE_EMPTY', /push a commit/],
      ['octo/blocked', {}, 3, 'ERR_ZOO_SOURCE_BLOCKED', /No token changes that/],
      ['octo/sso', good, 4, 'ERR_ZOO_SSO_REQUIRED', /https:\/\/github\.com\/orgs\/octo\/sso/],
      ['octo/forbidden', good, 4, 'ERR_ZOO_FORBIDDEN', /contents=read/],
    ])('%s (%j) with exit code %i and %s', async (reference, token, exitCode, code, hint) => {
      const run = await register(reference, { env: { ...bench[environment], ...token } });
      expect([run.exitCode, run.error().code, run.error().hint]).toStrictEqual([
        exitCode,
        code,
        expect.stringMatching(hint),
      ]);
      expect(run.error().details).toMatchObject({ repository: expect.stringMatching(/^octo\//) as unknown });
      expect(await filesIn(run.home)).toStrictEqual([]);
    });

    it('a private repository to all but who have its token', async () => {
      for (const name of ['GITHUB_TOKEN', 'GH_TOKEN']) {
        const run = await register('octo/secret', { env: { ...bench[environment], [name]: TOKEN } });
        expect(run, run.stderr).toMatchObject({ exitCode: 0 });
        expect(run.output()).toMatchObject({ source: { revision: bench.commits.latest } });
      }
      const shown = bench.github.requests.filter(({ host, headers }) => host === 'archive' && headers.authorization);
      expect(shown).toStrictEqual([]);
    });

    it('nothing when a repository was only renamed', async () => {
      const run = await register('octo/old', { env: bench[environment] });
      expect(run, run.stderr).toMatchObject({ exitCode: 0 });
      expect(run.output()).toMatchObject({ source: { revision: bench.commits.latest } });
    });
  });

  it.each<[LoopbackRefusal, string, RegExp]>([
    ['rate-limit', 'ERR_ZOO_RATE_LIMITED', /after 2038-01-19T03:14:07Z.*GITHUB_TOKEN/],
    ['secondary-rate-limit', 'ERR_ZOO_RATE_LIMITED', /Try again after \d{4}-\d\d-\d\dT.*Z/],
    ['abuse', 'ERR_ZOO_RATE_LIMITED', /Try again in some minutes/],
  ])('everybody for a while: %s', async (refusal, code, hint) => {
    bench.github.refuse(refusal);
    const run = await register('octo/zoo.v2', { env: bench.apiEnv });
    expect([run.exitCode, run.error().code, run.error().hint]).toStrictEqual([4, code, expect.stringMatching(hint)]);
  });

  it('no archive that is there already', async () => {
    const folder = await tempFolder();
    const env = { ...bench.env, MODELZOO_HOME: join(folder, 'home') };
    const zoo = (...argv: string[]) => runCli(['--json', ...argv], { cwd: folder, env });
    expect((await zoo('register-source', 'octo/zoo.v2')).exitCode).toBe(0);
    bench.github.forgetRequests();
    const update = await zoo('update-source');
    expect(update, update.stderr).toMatchObject({ exitCode: 0 });
    expect(bench.github.requests.filter(({ host }) => host === 'archive' || host === 'api')).toStrictEqual([]);
  });

  it('nobody who does not ask: offline is no request and exit code 4', async () => {
    const origin = await createLoopbackOrigin();
    const registry = await createLoopbackRegistry('model-source', '1.2.3', { 'manifest.json': manifestOf('1') });
    onTestFinished(async () => {
      await origin.close();
      await registry.close();
    });
    const env = { ...bench.env, npm_config_registry: `${registry.origin}/`, ...good };
    for (const reference of ['octo/zoo.v2', 'octo/zoo.v2#v1.0', origin.url('/x.zip'), 'npm:model-source']) {
      for (const run of [
        await register(reference, { env, flags: ['--offline'] }),
        await register(reference, { env: { ...env, MODELZOO_OFFLINE: '1' } }),
      ]) {
        expect([run.exitCode, run.error().code], reference).toStrictEqual([4, 'ERR_ZOO_OFFLINE']);
      }
    }
    expect([...bench.github.requests, ...origin.requests, ...registry.requests]).toStrictEqual([]);
  });

  it('the packed program in the same words', async () => {
    const zoo = await createInstalledZoo();
    const args = ['--json', 'register-source', 'octo/secret'];
    const result = await zoo.run(args, { env: { ...bench.env, ...wrong } });
    expect([result.exitCode, result.stdout, result.error().code]).toStrictEqual([4, '', 'ERR_ZOO_UNAUTHORIZED']);
    expect(JSON.parse(result.stderr)).toStrictEqual({
      error: {
        code: 'ERR_ZOO_UNAUTHORIZED',
        message: expect.stringContaining('GITHUB_TOKEN') as unknown,
        hint: expect.any(String) as unknown,
        details: expect.objectContaining({ repository: 'octo/secret' }) as unknown,
      },
    });
  });
});

describe('an archive is refused', () => {
  it.each(hostileBodies)('when it %s: %s', async (_what, code, make) => {
    const origin = await createLoopbackOrigin({ routes: { '/x': { body: await make() } } });
    onTestFinished(() => origin.close());
    const run = await register(origin.url('/x'));
    expect([run.exitCode, run.error().code]).toStrictEqual([5, code]);
    expect(run.error()).toMatchObject({ message: expect.any(String) as unknown, hint: expect.any(String) as unknown });
    expect(run.stderr).not.toContain('\u001b');
    expect(await filesIn(join(run.home, '..'))).toStrictEqual([]);
  });

  it('when it promised never to change, and did: the first content stays', async () => {
    const path = '/u/r/releases/download/v1/models.tar.gz';
    const origin = await createLoopbackOrigin();
    onTestFinished(() => origin.close());
    const folder = await tempFolder();
    const env = { MODELZOO_HOME: join(folder, 'home') };
    const zoo = (...argv: string[]) => runCli(['--json', ...argv], { cwd: folder, env });
    origin.setRoute(path, { body: await packSource('source-main', { 'manifest.json': manifestOf('1') }) });
    expect((await zoo('register-source', origin.url(path))).exitCode).toBe(0);
    origin.setRoute(path, { body: await packSource('source-main', { 'manifest.json': manifestOf('2') }) });
    const update = await zoo('update-source');
    expect(update.exitCode).toBe(6);
    expect(update.stdout + update.stderr).toContain('ERR_ZOO_DIGEST_MISMATCH');
    expect(JSON.parse((await zoo('list')).stdout)).toMatchObject([{ name: 'test/model@1' }]);
  });

  it('by the packed program, too, which leaves what it had', async () => {
    const zoo = await createInstalledZoo();
    const origin = await createLoopbackOrigin();
    onTestFinished(() => origin.close());
    origin.setRoute('/good', { body: await packSource('source-main', { 'manifest.json': manifestOf('1') }) });
    expect(await zoo.run(['register-source', origin.url('/good')])).toMatchObject({ exitCode: 0 });
    const before = await filesIn(zoo.home);
    for (const [, code, make] of hostileBodies.slice(0, 3)) {
      origin.setRoute('/bad', { body: await make() });
      const result = await zoo.run(['--json', 'register-source', origin.url('/bad')]);
      expect([result.exitCode, result.error().code]).toStrictEqual([5, code]);
    }
    expect(await filesIn(zoo.home)).toStrictEqual(before);
  });
});
