import { chmod, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../test/memory-plugin.js';
import { readMembers, writeMembers, type Member } from '../../test/tar-members.js';
import { useZoo } from '../../test/use-zoo.js';
import type { ZooEvent } from '../events/zoo-event.js';
import type { Zoo } from '../zoo.js';

const bench = useZoo();
const SHA256 = sha256Of('hello');
const BLOB = join('blobs', 'sha256', SHA256.slice(0, 2), SHA256);

interface Setting {
  /** Of another home, which has a layer below it. */
  readonly zoo: Zoo;
  /** The file of the model in the layer. */
  readonly lent: string;
  readonly archive: string;
  readonly notices: string[];
}

/** An archive, and a layer that has the one file of it, but neither its model nor its source. */
async function setUp(change: (members: Member[]) => Member[] = (members) => members): Promise<Setting> {
  const archive = join(bench.folder, 'models.tar');
  const layer = join(bench.folder, 'layer');
  const maker = bench.zooWith({ home: layer });
  await maker.registerSource('memory:one');
  await maker.exportModels(['acme/greeting'], archive);
  await maker[Symbol.asyncDispose]();
  for (const name of ['models', 'sources', 'catalog', 'catalog.json']) {
    await rm(join(layer, name), { recursive: true, force: true });
  }
  await writeMembers(archive, change(await readMembers(archive)));
  bench.memory.calls.length = 0;
  const notices: string[] = [];
  const zoo = bench.zooWith({
    home: join(bench.folder, 'elsewhere'),
    layers: [layer],
    offline: true,
    onEvent: (event: ZooEvent) => event.type === 'notice' && notices.push(event.message),
  });
  return { zoo, lent: join(layer, BLOB), archive, notices };
}

const spoilt = Buffer.from('hellO');
const isBlob = ({ name }: Member): boolean => name.startsWith('blobs/');

/** Whether two paths are one file, or cannot be told not to be, since the file system made a clone. */
async function areShared(path: string, other: string): Promise<boolean> {
  const [{ ino, nlink }, { ino: otherIno }] = await Promise.all([lstat(path), lstat(other)]);
  return ino === otherIno || nlink === 1;
}

describe('an import from a layer', () => {
  it('links what the layer has, and does not unpack it', async () => {
    // Were it unpacked, it would be found to be damaged.
    const { zoo, lent, archive, notices } = await setUp((members) =>
      members.map((each) => (isBlob(each) ? { ...each, content: spoilt } : each)),
    );
    const before = await lstat(lent);
    expect(await zoo.importModels(archive, { fromLayer: true })).toMatchObject({
      models: [{ name: 'acme/greeting@1.1', downloadedBytes: 0, reusedBytes: 5, present: false }],
    });
    expect(await readFile(await zoo.findModel('acme/greeting'), 'utf8')).toBe('hello');
    expect(await areShared(join(zoo.home, BLOB), lent)).toBe(true);
    expect(notices).toStrictEqual([expect.stringContaining(lent)]);
    const after = await lstat(lent);
    expect([after.mode, after.mtimeMs, after.ino]).toStrictEqual([before.mode, before.mtimeMs, before.ino]);
    expect(bench.memory.calls).toStrictEqual([]);
  });

  it('needs no file in the archive that the layer has', async () => {
    const { zoo, archive } = await setUp((members) => members.filter((each) => !isBlob(each)));
    await expect(zoo.importModels(archive)).rejects.toMatchObject({ code: 'ERR_ZOO_ARCHIVE_INVALID' });
    expect(await zoo.listDownloaded()).toStrictEqual([]);
    await zoo.importModels(archive, { fromLayer: true });
    expect(await zoo.verifyModels({ full: true })).toMatchObject([{ name: 'acme/greeting@1.1', ok: true }]);
  });

  it('unpacks what is damaged in the layer', async () => {
    const { zoo, lent, archive, notices } = await setUp();
    await chmod(lent, 0o600);
    await writeFile(lent, spoilt);
    await zoo.importModels(archive, { fromLayer: true });
    expect(await readFile(await zoo.findModel('acme/greeting'), 'utf8')).toBe('hello');
    expect(notices).toStrictEqual([expect.stringContaining('damaged')]);
    expect(await readFile(lent, 'utf8')).toBe('hellO');
  });

  it('refuses an archive that lacks what the layer lacks, too', async () => {
    const { zoo, lent, archive } = await setUp((members) => members.filter((each) => !isBlob(each)));
    await rename(lent, `${lent}.away`);
    await expect(zoo.importModels(archive, { fromLayer: true })).rejects.toMatchObject({
      code: 'ERR_ZOO_ARCHIVE_INVALID',
      message: expect.stringContaining(SHA256),
    });
    expect(await zoo.listSources()).toStrictEqual([]);
  });

  it('refuses files of the layer that the archive has and its lock does not name', async () => {
    const { zoo, lent, archive } = await setUp((members) => [
      ...members,
      { name: `blobs/${sha256Of('x')}`, content: Buffer.from('x') },
    ]);
    const other = join(lent, '..', '..', sha256Of('x').slice(0, 2), sha256Of('x'));
    await rm(lent);
    await rename(join(lent, '..'), join(other, '..'));
    await writeFile(other, 'x');
    await expect(zoo.importModels(archive, { fromLayer: true })).rejects.toMatchObject({
      code: 'ERR_ZOO_ARCHIVE_INVALID',
      message: expect.stringContaining(sha256Of('x')),
    });
    expect(await zoo.listSources()).toStrictEqual([]);
  });

  it('is refused where there is no layer', async () => {
    const { archive } = await setUp();
    const zoo = bench.zooWith({ home: join(bench.folder, 'alone') });
    await expect(zoo.importModels(archive, { fromLayer: true })).rejects.toMatchObject({ code: 'ERR_ZOO_USAGE' });
    expect(await zoo.listSources()).toStrictEqual([]);
  });
});
