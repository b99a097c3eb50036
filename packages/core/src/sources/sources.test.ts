import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../test/memory-plugin.js';
import { greeting, useZoo } from '../../test/use-zoo.js';

const bench = useZoo();

describe('updating', () => {
  it('tells what moved, and keeps the weights', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    const { path } = await zoo.downloadModel('acme/greeting@1.0');
    expect(await zoo.updateSources()).toMatchObject([{ moved: false, added: [], removed: [], changed: [] }]);
    bench.memory.sources['one'] = {
      'manifest.json': manifestOf(greeting('1.1', { description: 'new' }), greeting('1.2')),
    };
    expect(await zoo.updateSources(['memory:one'], { check: true })).toMatchObject([{ moved: true }]);
    expect((await zoo.listModels()).map(({ name }) => name)).toContain('acme/greeting@1.0');
    expect(await zoo.updateSources()).toMatchObject([
      { moved: true, added: ['acme/greeting@1.2'], removed: ['acme/greeting@1.0'], changed: ['acme/greeting@1.1'] },
    ]);
    expect(existsSync(path)).toBe(true);
    // Its source declares it no longer, but it can still be deleted.
    expect((await zoo.deleteModel('acme/greeting@1.0')).deleted).toStrictEqual(['acme/greeting@1.0']);
  });

  it('keeps the last good content when the new one declares nothing', async () => {
    const zoo = bench.zooWith();
    await zoo.registerSource('memory:one');
    bench.memory.sources['one'] = { 'manifest.json': '{"models": [,]}' };
    expect(await zoo.updateSources()).toMatchObject([{ moved: false, error: { code: 'ERR_ZOO_MANIFEST_INVALID' } }]);
    expect(await zoo.listModels()).toHaveLength(2);
  });

  it('refuses other content of a source that promised never to change, and keeps the first', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['frozen'] = { 'manifest.json': manifestOf(greeting('1')) };
    const { source } = await zoo.registerSource('memory:frozen');
    bench.memory.sources['frozen'] = { 'manifest.json': manifestOf(greeting('2')) };
    const refused = { code: 'ERR_ZOO_DIGEST_MISMATCH', details: { expectedTreeDigest: source.treeDigest } };
    expect(await zoo.updateSources(['memory:frozen'])).toMatchObject([{ moved: false, error: refused }]);
    await expect(zoo.registerSource('memory:frozen', { overwrite: true })).rejects.toMatchObject(refused);
    expect(await zoo.listSources()).toStrictEqual([source]);
    expect((await zoo.listModels()).map(({ name }) => name)).toStrictEqual(['acme/greeting@1']);
    expect((await readdir(join(zoo.home, 'sources'))).filter((name) => !name.endsWith('.json'))).toStrictEqual([
      source.treeDigest,
    ]);
    await zoo.deleteSource('memory:frozen');
    expect((await zoo.registerSource('memory:frozen')).models).toStrictEqual(['acme/greeting@2']);
  });

  it('lets the packing of a source that promised never to change be another', async () => {
    const zoo = bench.zooWith();
    const files = { 'a.txt': '', 'manifest.json': manifestOf(greeting('1')) };
    bench.memory.sources['frozen'] = files;
    const { source } = await zoo.registerSource('memory:frozen');
    bench.memory.sources['frozen'] = Object.fromEntries(Object.entries(files).toReversed());
    expect(await zoo.updateSources(['memory:frozen'])).toMatchObject([
      { moved: true, source: { treeDigest: source.treeDigest }, codeChanged: false },
    ]);
  });
});

describe('registering', () => {
  it.each([
    ['nothing', {}, 'ERR_ZOO_MANIFEST_MISSING'],
    ['no manifest', { 'README.md': '' }, 'ERR_ZOO_MANIFEST_MISSING'],
    ['the manifest of a web app', { 'manifest.json': '{"name":"app","icons":[]}' }, 'ERR_ZOO_MANIFEST_MISSING'],
    ['no JSON', { 'manifest.json': '{"models": [' }, 'ERR_ZOO_MANIFEST_INVALID'],
    ['only a bad model', { 'manifest.json': manifestOf({ base_filename: 'x' }) }, 'ERR_ZOO_MANIFEST_INVALID'],
  ])('refuses a source that holds %s, and leaves nothing behind', async (_, files, code) => {
    const zoo = bench.zooWith();
    bench.memory.sources['bad'] = files;
    await expect(zoo.registerSource('memory:bad')).rejects.toMatchObject({ code });
    expect(await zoo.listSources()).toStrictEqual([]);
    expect(await readdir(join(zoo.home, 'sources')).catch(() => [])).toStrictEqual([]);
  });

  it('reads every manifest of a source, and lets a broken one hide no other', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['many'] = {
      'a/manifest.json': manifestOf(greeting('1')),
      'b/deep/manifest.json': manifestOf(greeting('2')),
      'c/manifest.json': '{',
      'd/manifest.json': manifestOf(greeting('1')),
      'node_modules/x/manifest.json': manifestOf(greeting('3')),
      '.hidden/manifest.json': manifestOf(greeting('4')),
    };
    const { manifests, models, source } = await zoo.registerSource('memory:many');
    expect(models).toStrictEqual(['acme/greeting@1', 'acme/greeting@2']);
    expect(manifests.map(({ path, status }) => [path, status])).toStrictEqual([
      ['a/manifest.json', 'added'],
      ['b/deep/manifest.json', 'added'],
      ['c/manifest.json', 'skipped'],
      ['d/manifest.json', 'skipped'],
    ]);
    expect(source.diagnostics).toMatchObject([{ path: 'c/manifest.json', line: 1 }, { path: 'd/manifest.json' }]);
  });

  it('gives an alias to one source only', async () => {
    const zoo = bench.zooWith();
    bench.memory.sources['two'] = { 'manifest.json': manifestOf(greeting('1')) };
    await zoo.registerSource('memory:one', { alias: 'mine' });
    await expect(zoo.registerSource('memory:two', { alias: 'mine' })).rejects.toMatchObject({
      code: 'ERR_ZOO_ALIAS_TAKEN',
    });
    await expect(zoo.registerSource('memory:two', { alias: '../x' })).rejects.toMatchObject({
      code: 'ERR_ZOO_NAME_INVALID',
    });
    expect((await zoo.deleteSource('mine')).deleted).toStrictEqual(['memory:one']);
  });

  it('says which forms of reference it understands', async () => {
    await expect(bench.zooWith().registerSource('ftp://x')).rejects.toMatchObject({
      code: 'ERR_ZOO_REFERENCE_INVALID',
      hint: expect.stringContaining('memory:name'),
    });
  });

  it('loses no source when several are registered at once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `many-${index}`);
    for (const name of names) bench.memory.sources[name] = { 'manifest.json': manifestOf({ base_name: name }) };
    await Promise.all(names.map((name) => bench.zooWith().registerSource(`memory:${name}`)));
    expect(await bench.zooWith().listSources()).toHaveLength(names.length);
  });
});
