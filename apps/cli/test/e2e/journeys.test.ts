import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createGitRepository, createLoopbackGitHub, createLoopbackOrigin, hasGit } from '@modelzoo/testkit';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { colourSource, readColourWeights, sha256Of } from '../support/colour-source.js';
import { packSource, writeSource } from '../support/source-forms.js';
import { createInstalledZoo, type InstalledZoo } from './support/installed-zoo.js';
import { createLoopbackRegistry } from './support/loopback-registry.js';

/** Everything that a user does with a source, from its reference to its end. */
async function travel(
  zoo: InstalledZoo,
  reference: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const run = async (...args: string[]): Promise<unknown> => {
    const result = await zoo.run(['--json', ...args], { env });
    expect(result, args.join(' ')).toMatchObject({ exitCode: 0 });
    return result.json();
  };
  const weights = await readColourWeights();

  const registered = (await run('register-source', reference, '--name', 'colours')) as {
    readonly source: { readonly key: string };
  };
  expect(registered).toMatchObject({
    source: { alias: 'colours', tree_digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
    manifests: [{ path: 'manifest.json', name: 'colours', status: 'added', models: 1, diagnostics: [] }],
    models: ['test/colour@1.0'],
  });
  const { key } = registered.source;
  expect(await run('list-sources')).toMatchObject([{ key, alias: 'colours', models: 1, diagnostics: [] }]);
  expect(await run('list')).toMatchObject([
    { name: 'test/colour@1.0', base_name: 'test/colour', version: '1.0', source: key, downloaded: false, path: null },
  ]);

  const downloaded = (await run('download', 'test/colour')) as { readonly path: string };
  expect(downloaded).toMatchObject({
    name: 'test/colour@1.0',
    source: key,
    files: [{ path: 'colour.onnx', size_bytes: weights.length, sha256: sha256Of(weights) }],
  });
  const found = await zoo.run(['find', 'test/colour'], { env });
  expect(found).toMatchObject({ exitCode: 0, stdout: `${downloaded.path}\n`, stderr: '' });
  await access(downloaded.path);

  for (const [name, colour] of Object.entries({ sky: '#0010f0', leaf: '#10c010' })) {
    const picture = sharp({ create: { width: 6, height: 4, channels: 3, background: colour } });
    await picture.png().toFile(join(zoo.cwd, `${name}.png`));
  }
  const applied = await zoo.run(['--json', 'apply', 'test/colour', 'leaf.png', 'sky.png'], { env });
  expect(applied.exitCode).toBe(0);
  const lines = applied.stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { filepath: 'leaf.png', predictions: { _cls: 'Classification', label: 'green' } },
    { filepath: 'sky.png', predictions: { _cls: 'Classification', label: 'blue' } },
  ]);

  expect(await run('delete', 'test/colour')).toStrictEqual({
    deleted: ['test/colour@1.0'],
    freed_bytes: expect.any(Number) as unknown,
  });
  expect((await zoo.run(['find', 'test/colour'], { env })).exitCode).toBe(3);
  expect(await run('delete-source', 'colours')).toMatchObject({ deleted: expect.arrayContaining([key]) as unknown });
  expect(await run('list-sources')).toStrictEqual([]);
  expect(await run('list')).toStrictEqual([]);
  return key;
}

describe('from a reference to labels and back', () => {
  it('goes through a folder', async () => {
    const zoo = await createInstalledZoo();
    await writeSource(join(zoo.cwd, 'my-source'), await colourSource());
    expect(await travel(zoo, './my-source')).toMatch(/^file:\/\/.*\/my-source$/);
  });

  it('goes through an archive behind a URL', async () => {
    const zoo = await createInstalledZoo();
    const origin = await createLoopbackOrigin();
    onTestFinished(() => origin.close());
    origin.setRoute('/weights.onnx', { body: await readColourWeights() });
    const files = await colourSource({ weightsUrl: origin.url('/weights.onnx') });
    origin.setRoute('/colours', { body: await packSource('colours-main', files) });
    expect(await travel(zoo, origin.url('/colours'))).toBe(origin.url('/colours'));
  });

  it.skipIf(!hasGit())('goes through GitHub (needs git)', async () => {
    const zoo = await createInstalledZoo();
    await using repository = await createGitRepository();
    await using github = await createLoopbackGitHub({ repositories: { 'somebody/colours': { git: repository } } });
    const sha = await repository.commit(await colourSource());
    const env = { GITHUB_API_URL: github.apiUrl };
    expect(await travel(zoo, 'somebody/colours', env)).toContain('somebody/colours');
    const pinned = await zoo.run(['--json', 'register-source', `somebody/colours#${sha}`], { env });
    expect(pinned.json()).toMatchObject({ source: { provider: 'github', revision: sha } });
  });

  it('goes through a registry of npm packages', async () => {
    const zoo = await createInstalledZoo();
    const registry = await createLoopbackRegistry('colour-models', '1.2.3', await colourSource());
    onTestFinished(() => registry.close());
    const env = { npm_config_registry: `${registry.origin}/` };
    expect(await travel(zoo, 'npm:colour-models', env)).toBe('npm:colour-models');
  });

  it('brings weights from the registry that everybody uses', async () => {
    const zoo = await createInstalledZoo();
    const files = await colourSource({
      model: {
        base_filename: 'is-number.js',
        manager: {
          type: 'npm',
          config: {
            package: 'is-number',
            version: '7.0.0',
            files: [{ from: 'index.js', path: 'is-number.js' }],
          },
        },
      },
    });
    await writeSource(join(zoo.cwd, 'source'), files);
    const result = await zoo.run(['--json', 'download', './source']);
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    expect(result.json()).toMatchObject({
      name: 'test/colour@1.0',
      files: [{ path: 'is-number.js', size_bytes: 411, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }],
    });
  });
});
