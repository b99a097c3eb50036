import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeTar } from '../../test/make-tar.js';
import { makeZip } from '../../test/make-zip.js';
import { sha256Of } from '../../test/memory-plugin.js';
import { patternBytes } from '../../test/pattern-bytes.js';
import { tempFolder } from '../../test/temp-folder.js';
import { extractArchive } from './extract-archive.js';

const FILES = 3000;
const files = Array.from({ length: FILES }, (_, index) => ({
  path: `d${index % 7}/f${index}`,
  content: patternBytes(index, index),
  mode: index % 2 === 0 ? 0o644 : 0o755,
}));
const tar = makeTar(files);

const core = fileURLToPath(new URL('../..', import.meta.url));
/** Whether this machine lets a test mount a small file system of its own. */
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

async function isWhole(out: string): Promise<boolean> {
  const same = files.map(async ({ path, content }) => content.equals(await readFile(join(out, path))));
  return (await Promise.all(same)).every(Boolean);
}

describe('extractArchive, of many small files', () => {
  it.each([
    ['tar', tar],
    ['tar.gz', gzipSync(tar)],
    ['zip', makeZip(files.map((file) => ({ ...file, deflate: true })))],
  ])('writes and hashes every one, from a %s', async (_kind, bytes) => {
    const out = join(await tempFolder(), 'out');
    const tree = await extractArchive(bytes, out);
    const expected = files.map(({ path, content, mode }) => ({
      path,
      sizeBytes: content.length,
      sha256: sha256Of(content),
      executable: mode === 0o755,
    }));
    expect(tree.files).toStrictEqual(expected.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
    expect(await isWhole(out)).toBe(true);
    expect((await stat(join(out, 'd1/f2997'))).mode & 0o777).toBe(0o755 & ~process.umask());
  });

  it('leaves nothing when it is stopped amid them', async () => {
    const folder = await tempFolder();
    const abort = new AbortController();
    const reason = new Error('enough');
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (let start = 0; start < tar.length; start += 65_536) {
        if (start > tar.length / 2) abort.abort(reason);
        yield tar.subarray(start, start + 65_536);
      }
    }
    await expect(extractArchive(slowly(), join(folder, 'out'), { signal: abort.signal })).rejects.toBe(reason);
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('leaves nothing when the last of them must not be there', async () => {
    const folder = await tempFolder();
    const hostile = makeTar([...files, { path: '../out' }]);
    await expect(extractArchive(hostile, join(folder, 'out'))).rejects.toMatchObject({
      code: 'ERR_ZOO_ARCHIVE_UNSAFE',
    });
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it.skipIf(!canMount)('says that the disk is full, and leaves nothing (needs the right to mount)', async () => {
    const disk = join(await tempFolder(), 'disk');
    await mkdir(disk);
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
    onTestFinished(() => void spawnSync('umount', ['-l', disk]));
    await expect(extractArchive(tar, join(disk, 'out'))).rejects.toMatchObject({ code: 'ERR_ZOO_NO_SPACE' });
    expect(await readdir(disk)).toStrictEqual([]);
  });

  it('does without threads where the process may have none', async () => {
    const folder = await tempFolder();
    const [archive, out] = [join(folder, 'archive'), join(folder, 'out')];
    await writeFile(archive, tar);
    const program = `import { extractArchive } from '@modelzoo/core';
      await extractArchive(${JSON.stringify(archive)}, ${JSON.stringify(out)});`;
    const permissions = ['--permission', '--allow-fs-read=*', '--allow-fs-write=*'];
    const typescript = ['--conditions=@modelzoo/source', '--import', './test/resolve-typescript.mjs'];
    await promisify(execFile)(
      process.execPath,
      [...permissions, ...typescript, '--input-type=module', '--eval', program],
      { cwd: core },
    );
    expect(await isWhole(out)).toBe(true);
  });
});
