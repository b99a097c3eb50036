import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { writeFileAtomic } from './atomic-write.js';

/** Windows knows no modes but read-only. */
const WINDOWS_MODE = process.platform === 'win32' ? 0o777 : 0;

describe('writeFileAtomic', () => {
  it('makes the folder, and a file for its owner alone', async () => {
    const file = join(await tempFolder(), 'new', 'catalog.json');
    await writeFileAtomic(file, 'one');
    expect(await readFile(file, 'utf8')).toBe('one');
    expect((await stat(file)).mode & 0o777 & ~WINDOWS_MODE).toBe(0o600 & ~WINDOWS_MODE);
  });

  it('shows readers the old content or the new one, never a mixture', async () => {
    const folder = await tempFolder();
    const file = join(folder, 'catalog.json');
    const versions = Array.from({ length: 20 }, (_, index) => String(index % 10).repeat(100_000));
    await writeFileAtomic(file, versions[0] ?? '');
    const writing = Promise.all(versions.map((version) => writeFileAtomic(file, version)));
    const written = new AbortController();
    writing.finally(() => written.abort()).catch(() => undefined);
    while (!written.signal.aborted) expect(versions).toContain(await readFile(file, 'utf8'));
    await writing;
    expect(await readdir(folder)).toStrictEqual(['catalog.json']);
  });

  it('says what is in the way, and leaves it and nothing else', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'catalog.json'));
    await writeFile(join(folder, 'catalog.json', 'x'), '');
    await expect(writeFileAtomic(join(folder, 'catalog.json'), 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_STORE_IO' }),
    );
    expect(await readdir(folder)).toStrictEqual(['catalog.json']);
  });
});
