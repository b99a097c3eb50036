import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestContext } from '@modelzoo/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeFolder, manifestOf, openUrlZoo } from '../test/url-bench.js';
import { createUrlSource } from './url.js';

const IS_WINDOWS = process.platform === 'win32';
const MAY_READ_ALL = IS_WINDOWS || process.getuid?.() === 0;

describe('a folder on this machine', () => {
  it('is updated by what was edited, and by nothing else', async () => {
    const zoo = await openUrlZoo();
    const folder = await makeFolder({ 'manifest.json': manifestOf('1') });
    await zoo.registerSource(folder);
    await utimes(join(folder, 'manifest.json'), 0, 0);
    expect(await zoo.updateSources()).toMatchObject([{ moved: false }]);
    await writeFile(join(folder, 'manifest.json'), manifestOf('1', '2'));
    expect((await zoo.listModels()).map(({ name }) => name)).toStrictEqual(['a/model@1']);
    expect(await zoo.updateSources()).toMatchObject([{ moved: true, added: ['a/model@2'] }]);
    await rm(folder, { recursive: true });
    expect(await zoo.updateSources()).toMatchObject([{ moved: false, error: { code: 'ERR_ZOO_SOURCE_NOT_FOUND' } }]);
    expect(await zoo.listModels()).toHaveLength(2);
  });

  it('that is empty holds no manifest', async () => {
    const zoo = await openUrlZoo();
    await expect(zoo.registerSource(await makeFolder())).rejects.toMatchObject({ code: 'ERR_ZOO_MANIFEST_MISSING' });
  });

  it('that holds far too much is refused before any of it is read', async () => {
    const zoo = await openUrlZoo();
    const folder = await makeFolder({ 'manifest.json': manifestOf('1') });
    // A file of holes: on the disk it is nothing, and reading it would take minutes.
    await writeFile(join(folder, 'movie'), '');
    await truncate(join(folder, 'movie'), 2 ** 40);
    const refused = { code: 'ERR_ZOO_ARCHIVE_LIMIT', hint: expect.stringContaining('manifest.json') as string };
    await expect(zoo.registerSource(folder)).rejects.toMatchObject(refused);
    await expect(zoo.registerSource(join(folder, 'movie'))).rejects.toMatchObject(refused);
  });

  it('says which links and pipes it was left without', async () => {
    const zoo = await openUrlZoo();
    const folder = await makeFolder({ 'manifest.json': manifestOf('1') });
    await symlink('/etc/passwd', join(folder, 'outside'));
    if (IS_WINDOWS) await symlink('/etc/group', join(folder, 'pipe'));
    else execFileSync('mkfifo', [join(folder, 'pipe')]);
    await zoo.registerSource(folder);
    expect(zoo.events).toContainEqual({
      type: 'notice',
      level: 'info',
      message: expect.stringMatching(/left out: (?:outside|pipe) and 1 more\.$/) as string,
    });
  });

  it.skipIf(MAY_READ_ALL)(
    'names the file that may not be read (skipped for users who may read everything)',
    async () => {
      const zoo = await openUrlZoo();
      const folder = await makeFolder({ 'manifest.json': manifestOf('1'), secret: 'x' });
      await chmod(join(folder, 'secret'), 0);
      await expect(zoo.registerSource(folder)).rejects.toMatchObject({
        code: 'ERR_ZOO_SOURCE_NOT_FOUND',
        message: expect.stringMatching(/secret may not be read/) as string,
      });
    },
  );
});

describe('a folder that changes while it is read', () => {
  const source = createUrlSource();

  /** Reads it, and does something to it after the first file. */
  async function readWith(folder: string, change: () => Promise<unknown>): Promise<void> {
    const context = createTestContext();
    onTestFinished(() => context.close());
    const locator = source.parse(folder, { cwd: '/', homeDir: '/' });
    if (locator === undefined) throw new Error('It was not claimed.');
    const content = await source.doOpen(await source.doResolve(locator, context), context);
    if (content.kind !== 'files') throw new Error('It is no folder.');
    let isFirst = true;
    for await (const file of content.files) {
      for await (const _bytes of file.open());
      if (isFirst) await change();
      isFirst = false;
    }
  }

  it('is refused when a file is another one by then', async () => {
    const folder = await makeFolder({ a: '1', b: '2' });
    await expect(readWith(folder, () => writeFile(join(folder, 'b'), '3'))).rejects.toMatchObject({
      code: 'ERR_ZOO_DIGEST_MISMATCH',
      message: expect.stringContaining('changed while it was being read') as string,
    });
    await expect(readWith(folder, () => Promise.resolve())).resolves.toBeUndefined();
  });

  it('is refused when a file is gone, a folder, or a link to a stranger', async () => {
    const changes = [
      (path: string) => rm(path),
      (path: string) => rm(path).then(() => mkdir(path)),
      (path: string) => rename(path, `${path}.old`).then(() => symlink('/etc/passwd', path)),
    ];
    for (const change of changes) {
      const folder = await makeFolder({ a: '1', b: '2' });
      await expect(readWith(folder, () => change(join(folder, 'b')))).rejects.toMatchObject({
        code: 'ERR_ZOO_SOURCE_NOT_FOUND',
        details: { path: join(folder, 'b') },
      });
    }
  });

  it.skipIf(IS_WINDOWS)('does not wait for a pipe that took the place of a file', async () => {
    const folder = await makeFolder({ a: '1', b: '2' });
    const swap = () => rm(join(folder, 'b')).then(() => execFileSync('mkfifo', [join(folder, 'b')]));
    await expect(readWith(folder, swap)).rejects.toMatchObject({ code: 'ERR_ZOO_SOURCE_NOT_FOUND' });
  });
});
