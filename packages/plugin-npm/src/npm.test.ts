import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { createZoo } from '@modelzoo/core';
import { seededBytes } from '@modelzoo/testkit';
import { describe, expect, it } from 'vitest';
import { createFakeRegistry } from '../test/fake-registry.js';
import { packTarball } from '../test/package-tarball.js';
import { createTempFolder, environmentIn } from '../test/temp-folder.js';
import { npm } from './npm.js';

function managerFor(...files: readonly object[]): object {
  const config = { package: 'weights', version: '1.0.0', ...(files.length > 0 && { files }) };
  return { manager: { type: 'npm', config } };
}

/** A source in one package, whose models have their weights in another. */
async function publishZoo(registry: Awaited<ReturnType<typeof createFakeRegistry>>): Promise<void> {
  const weights = await packTarball({
    'package.json': '{"name":"weights","scripts":{"postinstall":"exit 1"}}',
    'assets/a.onnx': 'the weights of a',
    'assets/b.onnx': 'the weights of b',
  });
  const models = [
    { base_name: 'one', base_filename: 'one.onnx', ...managerFor({ from: 'assets/a.onnx' }) },
    { base_name: 'two', ...managerFor({ from: 'assets/a.onnx', path: 'x/a.onnx' }, { from: 'assets/b.onnx' }) },
    { base_name: 'all', ...managerFor() },
    { base_name: 'absent', ...managerFor({ from: 'assets/c.onnx' }) },
    { base_name: 'wrong', ...managerFor({ from: 'assets/a.onnx', sha256: 'ab'.repeat(32) }) },
    { base_name: 'odd', ...managerFor({ from: '../a.onnx' }) },
  ];
  const source = await packTarball({ 'manifest.json': JSON.stringify({ name: 'zoo', models }), 'package.json': '{}' });
  registry.publish('@scope/zoo', { '1.0.0': { tarball: source } });
  registry.publish('weights', { '1.0.0': { tarball: weights } });
}

describe('npm', () => {
  it('brings a source and its models out of a registry', async () => {
    await using registry = await createFakeRegistry();
    await publishZoo(registry);
    await using folder = await createTempFolder();
    const plugin = npm({ registry: registry.url, cwd: folder.path });
    const home = join(folder.path, 'home');
    await using zoo = createZoo({ plugins: [plugin], home, env: environmentIn(folder.path) });

    const { source, models } = await zoo.registerSource('npm:@scope/zoo');
    expect(source.revision).toMatch(/^1\.0\.0\+sha512-/);
    expect(models).toStrictEqual(['one', 'two', 'all', 'absent', 'wrong', 'odd']);

    const one = await zoo.downloadModel('one');
    expect(one.files.map(({ path }) => path)).toStrictEqual(['one.onnx']);
    await expect(readFile(one.path, 'utf8')).resolves.toBe('the weights of a');
    const two = await zoo.downloadModel('two');
    expect(two.files.map(({ path }) => path).toSorted()).toStrictEqual(['b.onnx', 'x/a.onnx']);
    const all = await zoo.downloadModel('all');
    expect(all.files.map(({ path }) => path).toSorted()).toStrictEqual([
      'assets/a.onnx',
      'assets/b.onnx',
      'package.json',
    ]);
    // One transfer for three models.
    expect(registry.origin.requests.filter(({ url }) => url === '/weights/-/1.0.0.tgz')).toHaveLength(1);

    await expect(zoo.downloadModel('absent')).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
    await expect(zoo.downloadModel('wrong')).rejects.toMatchObject({ code: 'ERR_ZOO_METADATA_WRONG' });
    await expect(zoo.downloadModel('odd')).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPLOYMENT_INVALID',
      message: expect.stringContaining('files.0.from'),
    });

    const [update] = await zoo.updateSources();
    expect(update?.moved).toBe(false);
    expect(registry.origin.requests.at(-1)).toMatchObject({ url: '/@scope%2fzoo', status: 304 });
  });

  it.each([
    ['alone', Buffer.alloc(0)],
    ['before zeros that no archive reader needs', Buffer.alloc(100_000)],
    ['before bytes that no archive reader needs', Buffer.from(seededBytes(1_000_000))],
  ])('takes no source whose bytes are not the promised ones, %s', async (_, tail) => {
    await using registry = await createFakeRegistry();
    await publishZoo(registry);
    const manifest = JSON.stringify({ models: [{ base_name: 'forged' }] });
    const forged = Buffer.concat([await packTarball({ 'manifest.json': manifest }), tail]);
    registry.origin.setRoute('/@scope/zoo/-/1.0.0.tgz', { body: forged });
    await using folder = await createTempFolder();
    const plugin = npm({ registry: registry.url, cwd: folder.path });
    const home = join(folder.path, 'home');
    await using zoo = createZoo({ plugins: [plugin], home, env: environmentIn(folder.path) });
    await expect(zoo.registerSource('npm:@scope/zoo')).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_ZOO_(?:DIGEST_MISMATCH|ARCHIVE_INVALID)$/),
    });
    await expect(zoo.listSources()).resolves.toStrictEqual([]);
  });
});
