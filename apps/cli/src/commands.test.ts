import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { colourSource, readColourWeights } from '../test/support/colour-source.js';
import { writeSource } from '../test/support/source-forms.js';
import { lines, workplace } from '../test/support/workplace.js';

describe('sources', () => {
  it('are reported, and with --check only reported, when they moved', async () => {
    const { cwd, zoo, json } = await workplace();
    await json('register-source', './source', '--name', 'mine');
    expect(await json('update-source', '--check')).toMatchObject([{ alias: 'mine', moved: false }]);

    await writeFile(join(cwd, 'source', 'README.md'), 'news');
    const checked = await zoo(['--json', 'update-source', '--check']);
    expect(checked.exitCode).toBe(1);
    expect(JSON.parse(checked.stdout)).toMatchObject([{ moved: true, code_changed: null }]);
    expect(await json('update-source', 'mine')).toMatchObject([{ moved: true, code_changed: false }]);
    expect(await json('update-source')).toMatchObject([{ moved: false }]);
  });

  it('are updated though another cannot be reached, which keeps what it has and decides about the exit code', async () => {
    const { cwd, zoo, json } = await workplace();
    await writeSource(join(cwd, 'other'), await colourSource({ model: { base_name: 'test/other' } }));
    await json('register-source', './other', '--name', 'other');
    await json('register-source', './source', '--name', 'mine');
    await rm(join(cwd, 'other'), { recursive: true });
    await writeFile(join(cwd, 'source', 'README.md'), 'news');

    const { exitCode, stdout, stderr } = await zoo(['--json', 'update-source']);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject([
      { alias: 'other', moved: false, error: { code: 'ERR_ZOO_SOURCE_NOT_FOUND' } },
      { alias: 'mine', moved: true, error: null },
    ]);
    expect(lines(stderr)).toMatchObject([{ error: { code: 'ERR_ZOO_SOURCE_NOT_FOUND' } }]);
    expect(await json('list', '--names')).toContain('test/other@1.0');
    const human = await zoo(['update-source']);
    expect(human.stdout).toContain('stays as it is');
    expect(human.exitCode).toBe(3);
  });

  it('leave their models behind when these are to be kept', async () => {
    const { json } = await workplace();
    const { path } = (await json('download', './source')) as { readonly path: string };
    await json('delete-source', './source', '--keep-models');
    expect(await readFile(path)).toStrictEqual(Buffer.from(await readColourWeights()));
  });

  it('are told of with an alias that is taken', async () => {
    const { cwd, zoo, json } = await workplace();
    await writeSource(join(cwd, 'other'), await colourSource({ model: { base_name: 'test/other' } }));
    await json('register-source', './source', '--name', 'mine');
    const { exitCode, stderr } = await zoo(['--json', 'register-source', './other', '--name', 'mine']);
    expect(exitCode).toBe(2);
    expect(lines(stderr).at(-1)).toMatchObject({ error: { code: 'ERR_ZOO_ALIAS_TAKEN' } });
  });
});

describe('models', () => {
  it('are listed by every condition', async () => {
    const { json } = await workplace();
    await json('register-source', './source', '--name', 'mine');
    expect(await json('list', '--names')).toStrictEqual(['test/colour@1.0']);
    expect(await json('list', '--tags', 'colour,image')).toHaveLength(1);
    expect(await json('list', '--tags', 'colour,audio')).toHaveLength(0);
    expect(await json('list', '--source', 'mine', '--license', 'mit')).toHaveLength(1);
    expect(await json('list', '--downloaded')).toHaveLength(0);
    await json('download', 'test/colour');
    expect(await json('list', '--downloaded')).toMatchObject([{ downloaded: true }]);
    expect(await json('search', 'picture', 'colour')).toHaveLength(1);
    expect(await json('search', 'elephant')).toHaveLength(0);
  });

  it('are downloaded one, several, or all', async () => {
    const { json } = await workplace();
    expect(await json('download', './source', '--all')).toMatchObject([{ name: 'test/colour@1.0' }]);
    expect(await json('download', './source', '--model-name', 'test/colour')).toMatchObject({
      name: 'test/colour@1.0',
      downloaded_bytes: 0,
    });
    const twice = ['--model-name', 'test/colour', '--model-name', 'test/colour@1.0'];
    expect(await json('download', './source', ...twice)).toHaveLength(2);
  });

  it('are found by their path and nothing else', async () => {
    const { zoo, json } = await workplace();
    const { path } = (await json('download', './source')) as { readonly path: string };
    expect(await zoo(['find', 'test/colour'])).toStrictEqual({ exitCode: 0, stdout: `${path}\n`, stderr: '' });
    expect(await json('find', 'test/colour')).toStrictEqual({ path });
  });

  it('tell what they need, and whether it is there', async () => {
    const requirements = { npm: { 'no-such-package-here': '^1.0' } };
    const { zoo, json } = await workplace({ model: { requirements } });
    await json('register-source', './source');
    expect(await json('requirements', 'test/colour')).toMatchObject({
      met: false,
      packages: [{ ecosystem: 'npm', names: ['no-such-package-here'], range: '^1.0', status: 'missing' }],
    });
    expect((await zoo(['requirements', 'test/colour', '--check'])).exitCode).toBe(1);
  });

  it('get nothing installed without a yes', async () => {
    const requirements = { npm: { 'no-such-package-here': '^1.0' } };
    const { cwd, zoo, json } = await workplace({ model: { requirements } });
    await json('register-source', './source');
    const { exitCode, stderr } = await zoo(['--json', 'requirements', 'test/colour', '--install'], { stdin: 'y\n' });
    expect(exitCode).toBe(7);
    expect(lines(stderr).at(-1)).toMatchObject({ error: { code: 'ERR_ZOO_CONFIRMATION_REQUIRED' } });
    expect((await readdir(cwd)).toSorted()).toStrictEqual(['home', 'source']);
  });

  it('are deleted in all versions only when that was said', async () => {
    const { cwd, zoo, json } = await workplace();
    await json('download', './source');
    await writeSource(join(cwd, 'source'), await colourSource({ model: { version: '2.0' } }));
    await json('update-source');
    await json('download', 'test/colour@2.0');
    expect((await zoo(['delete', 'test/colour'])).exitCode).toBe(2);
    const deleted = await json('delete', 'test/colour', '--all-versions');
    expect(deleted).toMatchObject({
      deleted: expect.arrayContaining(['test/colour@2.0', 'test/colour@1.0']) as unknown,
    });
  });
});

describe('the installation', () => {
  it('is examined without telling secrets', async () => {
    const { zoo, cwd } = await workplace();
    const env = {
      MODELZOO_HOME: join(cwd, 'home'),
      GITHUB_TOKEN: 'hunter2-hunter2',
      HTTPS_PROXY: 'http://me:pw@proxy',
    };
    for (const flags of [[], ['--json']]) {
      const { exitCode, stdout, stderr } = await zoo([...flags, 'doctor'], { env });
      expect(exitCode).toBe(0);
      expect(stdout).toContain('GITHUB_TOKEN');
      expect(stdout + stderr).not.toMatch(/hunter2|me:pw/);
    }
    const { stdout } = await zoo(['--json', 'doctor'], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      home: { path: join(cwd, 'home'), exists: false, writable: true },
      tokens: { GITHUB_TOKEN: true },
      proxies: { HTTPS_PROXY: true, HTTP_PROXY: false },
    });
  });

  it('takes plugins of other people', async () => {
    const { cwd, zoo } = await workplace();
    await writeFile(
      join(cwd, 'words.mjs'),
      `export default () => ({
        name: 'words', specVersion: 'v1',
        sources: [{ specVersion: 'v1', id: 'words', forms: ['words:<name>'],
          parse: (reference) => reference.startsWith('words:') ? { provider: 'words', key: reference } : undefined,
          doResolve: async (locator) => ({ locator, revision: '1' }),
          doOpen: async () => ({ kind: 'files', files: (async function* () {
            const text = JSON.stringify({ models: [{ base_name: 'words/model' }] });
            yield { path: 'manifest.json', open: async function* () { yield new TextEncoder().encode(text); } };
          })() }),
        }],
      });`,
    );
    const run = await zoo(['--json', '--plugin', './words.mjs', 'register-source', 'words:mine']);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(run.stdout)).toMatchObject({ source: { provider: 'words' }, models: ['words/model'] });
    const missing = await zoo(['--json', '--plugin', './missing.mjs', 'list']);
    expect(missing.exitCode).toBe(1);
    expect(lines(missing.stderr)).toMatchObject([{ error: { code: 'ERR_ZOO_PLUGIN_INVALID' } }]);
  });

  it('keeps everything in the folder that it is told', async () => {
    const { cwd, zoo } = await workplace();
    expect((await zoo(['--home', 'elsewhere', 'register-source', './source'])).exitCode).toBe(0);
    expect((await readdir(cwd)).toSorted()).toStrictEqual(['elsewhere', 'source']);
  });

  it('exits with 130 when it is told to stop', async () => {
    const { zoo } = await workplace();
    const { exitCode, stdout, stderr } = await zoo(['register-source', './source'], { signal: AbortSignal.abort() });
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 130, stdout: '' });
    expect(stderr).toMatch(/^✗ Interrupted\./);
  });

  it('takes an accepted digest in place of a promised one, by both of them', async () => {
    const { zoo } = await workplace();
    const accept = async (pair: string): Promise<unknown> => {
      const { exitCode, stderr } = await zoo(['--json', 'download', './source', '--accept-digest', pair]);
      return [exitCode, stderr];
    };
    expect(await accept('ab'.repeat(32))).toStrictEqual([
      2,
      expect.stringContaining('is not written <promised sha256>='),
    ]);
    expect(await accept('ab=cd')).toStrictEqual([2, expect.stringContaining('is no sha256')]);
    expect(await accept(`${'ab'.repeat(32)}=${'cd'.repeat(32)}`)).toStrictEqual([
      2,
      expect.stringContaining('No file of the model is promised to have the digest abab'),
    ]);
  });

  it('leaves stderr to errors when a program reads it', async () => {
    const { zoo } = await workplace();
    expect((await zoo(['--json', 'download', './source'])).stderr).toBe('');
    expect((await zoo(['--json', '--verbose', 'download', './source', '--overwrite'])).stderr).not.toBe('');
  });

  it('says nothing on stderr when it is quiet', async () => {
    const { zoo } = await workplace();
    expect((await zoo(['--quiet', 'download', './source'])).stderr).toBe('');
  });
});
