import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { colourSource, readColourWeights, sha256Of } from '../test/support/colour-source.js';
import { writeSource } from '../test/support/source-forms.js';
import { lines, workplace } from '../test/support/workplace.js';

describe('zoo lock', () => {
  it('writes what is downloaded into a file that fits any checkout of the project', async () => {
    const { cwd, json } = await workplace();
    await json('download', './source');
    expect(await json('lock')).toMatchObject({
      file: join(cwd, 'zoo.lock'),
      changed: true,
      sources: [{ reference: './source', models: ['test/colour@1.0'] }],
      differences: [{ kind: 'source-added' }, { kind: 'model-added', model: 'test/colour@1.0', current: null }],
    });
    const text = await readFile(join(cwd, 'zoo.lock'), 'utf8');
    expect(text).not.toContain(cwd);
    expect(text).toContain(sha256Of(await readColourWeights()));
  });

  it('exits with 1 when --check finds that a fresh file would be another', async () => {
    const { cwd, zoo, json } = await workplace();
    await json('download', './source');
    await json('lock');
    expect(await json('lock', '--check')).toMatchObject({ up_to_date: true, differences: [] });
    await writeSource(join(cwd, 'source'), await colourSource({ model: { version: '2.0' } }));
    await json('update-source');
    const checked = await zoo(['--json', 'lock', '--check']);
    expect(checked.exitCode).toBe(1);
    expect(JSON.parse(checked.stdout)).toMatchObject({
      up_to_date: false,
      differences: [{ kind: 'source-removed' }, { kind: 'model-removed', model: 'test/colour@1.0' }],
    });
    expect((await zoo(['lock', '--check'])).stdout).toContain('- test/colour@1.0');
  });
});

describe('zoo install', () => {
  it('brings what is locked to another home, and then has nothing to do', async () => {
    const { cwd, zoo, json } = await workplace();
    await json('download', './source');
    await json('lock');
    await rm(join(cwd, 'home'), { recursive: true });
    expect(await json('install', '--frozen')).toMatchObject({
      sources: [{ fetched: true }],
      models: [{ name: 'test/colour@1.0', present: false }],
    });
    expect((await zoo(['--offline', 'install'])).stdout).toBe('✓ Everything is there: 1 model of 1 source.\n');
    expect(await zoo(['find', 'test/colour'])).toMatchObject({ exitCode: 0 });
  });

  it('answers the same without plugins, which it needs only when something is missing', async () => {
    const { cwd, json } = await workplace();
    await mkdir(join(cwd, 'project'));
    const lockFile = ['--lock-file', join(cwd, 'project', 'zoo.lock')];
    await json('download', './source');
    await json('lock', ...lockFile);
    const light = await json('install', ...lockFile);
    expect(light).toMatchObject({ sources: [{ fetched: false }], models: [{ present: true }] });
    // Naming a model takes the other way.
    expect(light).toStrictEqual(await json('install', 'test/colour', ...lockFile));
  });

  it('exits with 6 and names what is not as it is locked', async () => {
    const { cwd, zoo, json } = await workplace();
    await json('download', './source');
    await json('lock');
    await rm(join(cwd, 'home'), { recursive: true });
    await writeFile(join(cwd, 'source', 'weights', 'colour.onnx'), 'other');
    const { exitCode, stderr } = await zoo(['--json', 'install']);
    expect(exitCode).toBe(6);
    expect(lines(stderr).at(-1)).toMatchObject({
      error: { code: 'ERR_ZOO_LOCK_MISMATCH', message: expect.stringContaining('/source') as unknown },
    });
  });

  it('refuses what is not locked when it is frozen, and says so without a lock file', async () => {
    const { zoo, json } = await workplace();
    expect((await zoo(['install'])).exitCode).toBe(3);
    await json('lock', './source');
    expect((await zoo(['install', '--frozen', 'test/other'])).exitCode).toBe(7);
  });
});

describe('zoo export', () => {
  it('carries a model to a machine without network', async () => {
    const { cwd, zoo, json } = await workplace();
    await json('register-source', './source');
    const exported = (await json('export', 'test/colour', '--to', 'colour.tar')) as { readonly sha256: string };
    expect(exported).toMatchObject({ file: join(cwd, 'colour.tar'), models: ['test/colour@1.0'] });
    expect(sha256Of(await readFile(join(cwd, 'colour.tar')))).toBe(exported.sha256);
    await rm(join(cwd, 'home'), { recursive: true });
    const { exitCode, stdout } = await zoo(['--offline', '--json', 'import', 'colour.tar']);
    expect({ exitCode, document: JSON.parse(stdout) as unknown }).toMatchObject({
      exitCode: 0,
      document: { models: [{ name: 'test/colour@1.0', downloaded_bytes: 0 }] },
    });
    expect((await zoo(['export', '--to', 'x.tar'])).exitCode).toBe(3);
    expect((await zoo(['export', 'test/colour'])).exitCode).toBe(2);
  });

  it('is imported with the files that a layer has, and not without a layer', async () => {
    const { cwd, zoo, json } = await workplace();
    await json('register-source', './source');
    await json('export', 'test/colour', '--to', 'colour.tar');
    await rename(join(cwd, 'home'), join(cwd, 'layer'));
    await rm(join(cwd, 'layer', 'models'), { recursive: true });
    const args = ['--offline', '--json', 'import', 'colour.tar', '--from-layer'];
    const alone = await zoo(args);
    expect(alone.exitCode).toBe(2);
    expect(alone.stderr).toContain('ERR_ZOO_USAGE');
    const env = { MODELZOO_HOME: join(cwd, 'home'), MODELZOO_LAYERS: join(cwd, 'layer') };
    // Only who unpacks the weights finds them damaged.
    const tar = await readFile(join(cwd, 'colour.tar'));
    const weights = tar.indexOf(await readColourWeights());
    tar.writeUInt8(tar.readUInt8(weights) ^ 1, weights);
    await writeFile(join(cwd, 'colour.tar'), tar);
    expect((await zoo(args.slice(0, -1))).exitCode).toBe(6);
    const { exitCode, stdout } = await zoo(args, { env });
    expect({ exitCode, document: JSON.parse(stdout) as unknown }).toMatchObject({
      exitCode: 0,
      document: { models: [{ name: 'test/colour@1.0', present: false, downloaded_bytes: 0 }] },
    });
  });
});

describe('zoo outdated', () => {
  it('tells what moved, and changes nothing', async () => {
    const { cwd, zoo, json } = await workplace();
    await json('lock', './source', '--lock-file', 'models.lock');
    expect((await zoo(['outdated', '--lock-file', 'models.lock'])).stdout).toContain('Nothing has moved');
    await writeSource(join(cwd, 'source'), await colourSource({ model: { version: '2.0' } }));
    expect(await json('outdated', '--lock-file', 'models.lock')).toMatchObject([
      { source: './source', outdated: true, added: ['test/colour@2.0'], removed: ['test/colour@1.0'] },
    ]);
    const { stdout } = await zoo(['outdated', '--lock-file', 'models.lock']);
    expect(stdout).toMatch(/^\.\/source [0-9a-f]{12} → [0-9a-f]{12}\n {2}new: test\/colour@2\.0/);
  });
});
