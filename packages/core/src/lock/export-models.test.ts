import { chmod, copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLockBench } from '../../test/lock-bench.js';
import { manifestOf, sha256Of } from '../../test/memory-plugin.js';
import { readMembers, writeMembers, type Member } from '../../test/tar-members.js';
import { greeting, useZoo } from '../../test/use-zoo.js';

const bench = useZoo();
const { elsewhere, locked } = createLockBench(bench);

describe('an export', () => {
  it('holds all that its models need, and is imported where there is no network', async () => {
    await locked();
    const zoo = bench.zooWith();
    const { models, sha256, sizeBytes } = await zoo.exportModels(['acme/greeting'], 'models.tar');
    const bytes = await readFile(join(bench.folder, 'models.tar'));
    expect({ models, sha256, sizeBytes }).toStrictEqual({
      models: ['acme/greeting@1.1'],
      sha256: sha256Of(bytes),
      sizeBytes: bytes.length,
    });
    bench.memory.calls.length = 0;
    const other = elsewhere({ offline: true });
    expect(await other.importModels('models.tar')).toMatchObject({
      sources: [{ key: 'memory:one', fetched: false }],
      models: [{ name: 'acme/greeting@1.1', downloadedBytes: 0 }],
    });
    expect(await readFile(await other.findModel('acme/greeting'), 'utf8')).toBe('hello');
    expect(await other.listSources()).toMatchObject([{ key: 'memory:one', models: 2 }]);
    expect(bench.memory.calls).toStrictEqual([]);
    // What is there already is no obstacle.
    expect((await other.importModels('models.tar')).models).toMatchObject([{ present: true }]);
    expect(await readdir(join(other.home, 'temp'))).toStrictEqual([]);
  });

  it('has the same bytes wherever and whenever it is made', async () => {
    await locked();
    await bench.zooWith().exportModels(['acme/greeting'], 'first.tar');
    const other = elsewhere();
    await other.registerSource('memory:one');
    await other.exportModels(['acme/greeting'], 'second.tar');
    await other.exportModels([], 'third.tar');
    const [first, second, third] = await Promise.all(
      ['first', 'second', 'third'].map((name) => readFile(join(bench.folder, `${name}.tar`))),
    );
    expect(second).toStrictEqual(first);
    expect(third).toStrictEqual(first);
  });

  it('takes models along that code of their source brings, which need no consent then', async () => {
    bench.memory.sources['one'] = {
      'index.mjs': `import { writeFile } from 'node:fs/promises';
export const downloadModel = (name, path) => writeFile(path, 'made');`,
      'manifest.json': manifestOf(greeting('1', { manager: undefined })),
    };
    const zoo = bench.zooWith({ trust: true });
    await zoo.registerSource('memory:one');
    await zoo.exportModels(['acme/greeting'], 'models.tar');
    const other = elsewhere();
    await other.importModels('models.tar');
    expect(await readFile(await other.findModel('acme/greeting'), 'utf8')).toBe('made');
    expect(await other.listTrusted()).toStrictEqual([]);
  });

  it('is not made of content that was changed in the store', async () => {
    const zoo = await locked();
    const sha256 = sha256Of('hello');
    const blob = join(zoo.home, 'blobs', 'sha256', sha256.slice(0, 2), sha256);
    await chmod(blob, 0o600);
    await writeFile(blob, 'hellO');
    await expect(zoo.exportModels(['acme/greeting'], 'models.tar')).rejects.toMatchObject({
      code: 'ERR_ZOO_STORE_CORRUPT',
    });
    await writeFile(blob, 'hello');
    const [source] = await zoo.listSources();
    await writeFile(join(zoo.home, 'sources', source?.treeDigest ?? '', 'more.txt'), 'more');
    await expect(zoo.exportModels(['acme/greeting'], 'models.tar')).rejects.toMatchObject({
      code: 'ERR_ZOO_STORE_CORRUPT',
    });
    expect(await readdir(bench.folder)).not.toContain('models.tar');
  });
});

const isBlob = ({ name }: Member): boolean => name.startsWith('blobs/');

describe('an import', () => {
  it.each<[string, string, (members: Member[]) => Member[]]>([
    [
      'another byte in a file',
      'ERR_ZOO_DIGEST_MISMATCH',
      (members) => members.map((each) => (isBlob(each) ? { ...each, content: Buffer.from('hellO') } : each)),
    ],
    [
      'another byte in a source',
      'ERR_ZOO_DIGEST_MISMATCH',
      (members) =>
        members.map((each) => (each.name.startsWith('sources/') ? { ...each, content: Buffer.from('{}') } : each)),
    ],
    ['a file that is missing', 'ERR_ZOO_ARCHIVE_INVALID', (members) => members.filter((each) => !isBlob(each))],
    [
      'a source that is missing',
      'ERR_ZOO_ARCHIVE_INVALID',
      (members) => members.filter(({ name }) => !name.startsWith('sources/')),
    ],
    ['no lock file', 'ERR_ZOO_ARCHIVE_INVALID', (members) => members.filter(({ name }) => name !== 'zoo.lock')],
    [
      'a file that nobody named',
      'ERR_ZOO_ARCHIVE_INVALID',
      (members) => [...members, { name: `blobs/${sha256Of('x')}`, content: Buffer.from('x') }],
    ],
    [
      'something else',
      'ERR_ZOO_ARCHIVE_INVALID',
      (members) => [...members, { name: 'trust.json', content: Buffer.from('') }],
    ],
    [
      'a way out',
      'ERR_ZOO_ARCHIVE_UNSAFE',
      (members) => [...members, { name: '../catalog.json', content: Buffer.from('') }],
    ],
    [
      'a lock that is none',
      'ERR_ZOO_LOCK_INVALID',
      (members) => members.map((each) => (each.name === 'zoo.lock' ? { ...each, content: Buffer.from('{}') } : each)),
    ],
  ])('with %s is refused whole', async (_, code, change) => {
    await locked();
    const file = join(bench.folder, 'models.tar');
    await bench.zooWith().exportModels(['acme/greeting'], file);
    await writeMembers(file, change(await readMembers(file)));
    const other = elsewhere();
    await expect(other.importModels(file)).rejects.toMatchObject({ code });
    expect(await other.listSources()).toStrictEqual([]);
    expect((await readdir(other.home)).filter((name) => ['blobs', 'models', 'sources'].includes(name))).toStrictEqual(
      [],
    );
    expect(await readdir(join(other.home, 'temp'))).toStrictEqual([]);
  });

  it('says when there is no such archive', async () => {
    await expect(elsewhere().importModels('none.tar')).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
    await copyFile(import.meta.filename, join(bench.folder, 'none.tar'));
    await expect(elsewhere().importModels('none.tar')).rejects.toMatchObject({ code: 'ERR_ZOO_ARCHIVE_UNSUPPORTED' });
  });
});
