import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLoopbackGitHub, createLoopbackOrigin, type LoopbackOrigin } from '@modelzoo/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { colourSource, readColourWeights } from '../support/colour-source.js';
import { packSource, writeSource } from '../support/source-forms.js';
import { createInstalledZoo } from './support/installed-zoo.js';

async function openOrigin(): Promise<LoopbackOrigin> {
  const origin = await createLoopbackOrigin();
  onTestFinished(() => origin.close());
  return origin;
}

describe('what goes wrong', () => {
  it.each(['???', 'just-a-word', '--upload-pack=evil', 'ftp://example.com/x', 'npm:../x'])(
    'exits with 2 for the reference %j and says what is understood',
    async (reference) => {
      const zoo = await createInstalledZoo();
      const result = await zoo.run(['--json', 'register-source', '--', reference]);
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.error()).toMatchObject({
        code: 'ERR_ZOO_REFERENCE_INVALID',
        hint: expect.stringContaining('owner/repo') as unknown,
      });
    },
  );

  it('exits with 2 for a command that there is not', async () => {
    const zoo = await createInstalledZoo();
    const result = await zoo.run(['--json', 'regster-source', 'a/b']);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.error()).toMatchObject({ code: 'ERR_ZOO_USAGE' });
  });

  it('exits with 3 for what nobody has', async () => {
    const zoo = await createInstalledZoo();
    await using github = await createLoopbackGitHub();
    const env = { GITHUB_API_URL: github.apiUrl };
    const model = await zoo.run(['--json', 'info', 'no/such-model']);
    expect(model.exitCode).toBe(3);
    expect(model.error().code).toBe('ERR_ZOO_MODEL_NOT_FOUND');
    const source = await zoo.run(['--json', 'register-source', 'nobody/nothing'], { env });
    expect(source.exitCode).toBe(3);
    expect(source.error().code).toBe('ERR_ZOO_SOURCE_NOT_FOUND');
    const folder = await zoo.run(['--json', 'register-source', './no-such-folder']);
    expect(folder.exitCode).toBe(3);
  });

  it('exits with 3 for a model that is known and not downloaded', async () => {
    const zoo = await createInstalledZoo();
    await writeSource(join(zoo.cwd, 'source'), await colourSource());
    await zoo.run(['register-source', './source']);
    const result = await zoo.run(['find', 'test/colour']);
    expect(result).toMatchObject({ exitCode: 3, stdout: '' });
    expect(result.stderr).toMatch(/^✗ .*\n {2}.*zoo download test\/colour/);
  });

  it('exits with 4 when it is offline, and asks nobody', async () => {
    const zoo = await createInstalledZoo();
    const origin = await openOrigin();
    for (const args of [
      ['--offline', 'register-source', origin.url('/x')],
      ['register-source', origin.url('/x')],
    ]) {
      const result = await zoo.run(['--json', ...args], { env: args.length === 2 ? { MODELZOO_OFFLINE: '1' } : {} });
      expect(result.exitCode).toBe(4);
      expect(result.error().code).toBe('ERR_ZOO_OFFLINE');
    }
    expect(origin.requests).toStrictEqual([]);
  });

  it('exits with 4 when a host refuses more requests', async () => {
    const zoo = await createInstalledZoo();
    await using github = await createLoopbackGitHub();
    github.refuse('rate-limit');
    const env = { GITHUB_API_URL: github.apiUrl };
    const result = await zoo.run(['--json', 'register-source', 'a/b'], { env });
    expect(result.exitCode).toBe(4);
  });

  it('exits with 5 for a source without models', async () => {
    const zoo = await createInstalledZoo();
    await writeSource(join(zoo.cwd, 'papers'), { 'README.md': 'No models here.' });
    await writeSource(join(zoo.cwd, 'web'), { 'manifest.json': '{"name": "a web app", "icons": []}' });
    await writeSource(join(zoo.cwd, 'broken'), { 'manifest.json': '{"models": [' });
    for (const folder of ['./papers', './web', './broken']) {
      const result = await zoo.run(['--json', 'register-source', folder]);
      expect(result.exitCode).toBe(5);
      expect(result.error().code).toMatch(/^ERR_ZOO_MANIFEST_/);
    }
    expect((await zoo.run(['--json', 'list-sources'])).json()).toStrictEqual([]);
  });

  it('exits with 5 for an archive that is none', async () => {
    const zoo = await createInstalledZoo();
    const origin = await openOrigin();
    origin.setRoute('/page', { body: '<!doctype html><p>Sign in', contentType: 'text/html' });
    const result = await zoo.run(['--json', 'register-source', origin.url('/page')]);
    expect(result.exitCode).toBe(5);
    expect(result.error().code).toBe('ERR_ZOO_ARCHIVE_UNSUPPORTED');
  });

  it('exits with 6 for bytes that are not the promised ones, and leaves no model', async () => {
    const zoo = await createInstalledZoo();
    const origin = await openOrigin();
    origin.setRoute('/weights.onnx', { body: await readColourWeights() });
    const weightsUrl = origin.url('/weights.onnx');
    const files = await colourSource({ weightsUrl, sha256: '00'.repeat(32) });
    origin.setRoute('/source', { body: await packSource('source', files) });
    const result = await zoo.run(['--json', 'download', origin.url('/source')]);
    expect(result.exitCode).toBe(6);
    expect(result.error().code).toBe('ERR_ZOO_METADATA_WRONG');
    expect((await zoo.run(['find', 'test/colour'])).exitCode).toBe(3);
    expect(await readdir(join(zoo.home, 'models')).catch(() => [])).toStrictEqual([]);
  });

  it('exits with 1 when one of several inputs fails, and does the others', async () => {
    const zoo = await createInstalledZoo();
    await writeSource(join(zoo.cwd, 'source'), await colourSource());
    await writeFile(join(zoo.cwd, 'no-picture.png'), 'text');
    const result = await zoo.run(['--json', 'apply', './source', 'no-picture.png', 'missing.png']);
    expect(result.exitCode).toBe(1);
    const rows = result.stdout.trimEnd().split('\n');
    expect(rows.map((row) => JSON.parse(row) as unknown)).toMatchObject([
      { filepath: 'no-picture.png', error: { code: 'ERR_ZOO_INPUT_INVALID' } },
      { filepath: 'missing.png', error: { code: 'ERR_ZOO_FILE_NOT_FOUND' } },
    ]);
    expect(JSON.parse(result.stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ done: 0, failed: 2 });
  });

  it('prints no colours and no bars where there is no terminal', async () => {
    const zoo = await createInstalledZoo();
    await writeSource(join(zoo.cwd, 'source'), await colourSource());
    for (const args of [['download', './source'], ['list'], ['info', 'test/colour'], ['info', 'x']]) {
      const { stdout, stderr } = await zoo.run(args);
      expect(stdout + stderr).not.toContain('\u001b');
      expect(stdout + stderr).not.toContain('\r');
    }
  });

  it('ends quietly when its reader has seen enough', async () => {
    const zoo = await createInstalledZoo();
    const result = await zoo.run(['--help'], { onStart: ({ stdout }) => stdout?.destroy() });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
