import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../test/memory-plugin.js';
import { patternBytes } from '../../test/pattern-bytes.js';
import { tempFolder } from '../../test/temp-folder.js';
import { createHashPool } from './hash-pool.js';

/** Enough for workers to be worth their while; and so little that none is. */
const [LARGE, SMALL] = [1024 * 1024 * 1024, 0];
const bytes = patternBytes(0, 3_000_000);

async function fileOf(content: Uint8Array = bytes): Promise<string> {
  const path = join(await tempFolder(), 'file');
  await writeFile(path, content);
  return path;
}

describe.each([
  ['in workers', LARGE],
  ['in this thread', SMALL],
])('a hash pool %s', (_name, expectedBytes) => {
  it('hashes files, and stretches of them, and tells how far it is', async () => {
    const path = await fileOf();
    await using pool = createHashPool(expectedBytes, undefined);
    let read = 0;
    expect(await pool.digest({ path }, (more) => (read += more))).toStrictEqual({
      sha256: sha256Of(bytes),
      sizeBytes: bytes.length,
    });
    expect(read).toBe(bytes.length);
    expect(await pool.digest({ path, start: 1_000_001, end: 2_500_000 })).toStrictEqual({
      sha256: sha256Of(bytes.subarray(1_000_001, 2_500_000)),
      sizeBytes: 1_499_999,
    });
    expect(await pool.digest({ path, start: bytes.length - 1 })).toMatchObject({ sizeBytes: 1 });
    for (const start of [bytes.length, bytes.length + 10]) {
      expect(await pool.digest({ path, start })).toStrictEqual({ sha256: sha256Of(''), sizeBytes: 0 });
    }
  });

  it('hashes many at once', async () => {
    const path = await fileOf();
    await using pool = createHashPool(expectedBytes, undefined);
    const ends = Array.from({ length: 30 }, (_, index) => index * 100_000);
    const digests = await Promise.all(ends.map((end) => pool.digest({ path, start: 0, end })));
    expect(digests.map(({ sha256 }) => sha256)).toStrictEqual(ends.map((end) => sha256Of(bytes.subarray(0, end))));
  });

  it('tells what cannot be read, and goes on', async () => {
    const path = await fileOf();
    await using pool = createHashPool(expectedBytes, undefined);
    for (const other of [`${path}-gone`, join(path, '..')]) {
      await expect(pool.digest({ path: other })).rejects.toMatchObject({ code: 'ERR_ZOO_STORE_IO' });
    }
    expect(await pool.digest({ path })).toMatchObject({ sizeBytes: bytes.length });
  });

  it('stops with the reason of its signal', async () => {
    const path = await fileOf(new Uint8Array());
    // A hole of a terabyte would take half an hour.
    await truncate(path, 2 ** 40);
    const stop = new AbortController();
    const reason = new Error('enough');
    await using pool = createHashPool(expectedBytes, stop.signal);
    const hashing = Promise.allSettled([1, 2, 3, 4, 5].map(() => pool.digest({ path }, () => stop.abort(reason))));
    expect(await hashing).toStrictEqual([1, 2, 3, 4, 5].map(() => ({ status: 'rejected', reason })));
    await expect(pool.digest({ path })).rejects.toBe(reason);
  });
});

it('follows no link that took the place of a file', async () => {
  const path = await fileOf();
  await symlink(path, `${path}-link`);
  await using pool = createHashPool(LARGE, undefined);
  await expect(pool.digest({ path: `${path}-link` })).rejects.toMatchObject({ code: 'ERR_ZOO_STORE_IO' });
});
