import { chmod, mkdir, readFile, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readColourWeights } from '../test/support/colour-source.js';
import { workplace } from '../test/support/workplace.js';

interface Downloaded {
  readonly path: string;
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly size_bytes: number }[];
}

async function downloaded() {
  const place = await workplace();
  const { path, files } = (await place.json('download', './source')) as Downloaded;
  const [file] = files;
  if (file === undefined) throw new Error('nothing was downloaded');
  return { ...place, path, file, home: join(place.cwd, 'home') };
}

describe('zoo verify', () => {
  it('says of each file whether it is whole, and exits with 6 if one is not', async () => {
    const { zoo, json, path, file } = await downloaded();
    const whole = { path: file.path, ok: true, expected: file.sha256, actual: file.sha256, fault: null };
    expect(await json('verify')).toStrictEqual([
      {
        name: 'test/colour@1.0',
        source: expect.stringContaining('file:') as unknown,
        path: dirname(path),
        ok: true,
        fault: null,
        repaired: false,
        error: null,
        files: [whole],
      },
    ]);
    await chmod(path, 0o600);
    await writeFile(path, 'x');
    const broken = await zoo(['--json', 'verify', 'test/colour']);
    expect(broken).toMatchObject({ exitCode: 6, stderr: '' });
    expect(JSON.parse(broken.stdout)).toMatchObject([
      { ok: false, files: [{ ok: false, expected: file.sha256, fault: 'wrong-size' }] },
    ]);
    const told = await zoo(['verify']);
    expect(told.exitCode).toBe(6);
    expect(told.stdout).toMatch(/✗ test\/colour@1\.0\n {2}\S+: has another size[^]*zoo verify --repair/);

    const mended = await zoo(['verify', '--repair']);
    expect(mended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 file, mended') as unknown });
    expect(await readFile(path)).toStrictEqual(Buffer.from(await readColourWeights()));
    await unlink(path);
    expect((await zoo(['--offline', 'verify', '--full'])).exitCode).toBe(6);
    expect(await json('--offline', 'verify', '--full', '--repair')).toMatchObject([{ ok: true, repaired: true }]);
  });

  it('exits with 6, and says why, when something cannot be mended', async () => {
    const { zoo, json, path } = await downloaded();
    await json('delete-source', './source', '--keep-models');
    await chmod(path, 0o600);
    await writeFile(path, 'x');
    const { exitCode, stdout } = await zoo(['--json', 'verify', '--repair']);
    expect(exitCode).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject([
      { ok: false, repaired: false, error: { code: 'ERR_ZOO_SOURCE_NOT_REGISTERED' } },
    ]);
    expect((await zoo(['verify', '--repair'])).stdout).toContain('is not registered any more');
  });

  it('exits with 3 for a model that is not there', async () => {
    const { zoo, json } = await workplace();
    await json('register-source', './source');
    expect((await zoo(['verify', 'test/colour'])).exitCode).toBe(3);
    expect((await zoo(['verify', 'test/nothing'])).exitCode).toBe(3);
    expect(await zoo(['verify'])).toMatchObject({ exitCode: 0, stdout: 'No model is downloaded.\n' });
  });
});

describe('zoo gc', () => {
  it('lists what would go, and deletes exactly that', async () => {
    const { zoo, json, path, file, home } = await downloaded();
    expect(await json('gc')).toStrictEqual({ deleted: [], freed_bytes: 0, dry_run: false, items: [] });
    await rm(dirname(path), { recursive: true });
    const blob = `blobs/sha256/${file.sha256.slice(0, 2)}/${file.sha256}`;
    const garbage = {
      deleted: [blob],
      freed_bytes: file.size_bytes,
      items: [{ kind: 'blob', path: blob, size_bytes: file.size_bytes }],
    };
    expect(await json('gc', '--dry-run')).toStrictEqual({ ...garbage, dry_run: true });
    expect((await zoo(['gc', '--dry-run'])).stdout).toContain('Nothing was deleted.');
    expect(await json('gc', '--older-than', '1h')).toMatchObject({ deleted: [] });
    const then = new Date(Date.now() - 2 * 3_600_000);
    await utimes(join(home, blob), then, then);
    expect(await json('gc', '--older-than', '1h')).toStrictEqual({ ...garbage, dry_run: false });
    expect((await zoo(['gc'])).stdout).toBe('There is nothing to delete.\n');
  });

  it('refuses an age that is none', async () => {
    const { zoo } = await workplace();
    expect((await zoo(['gc', '--older-than', 'yesterday'])).exitCode).toBe(2);
  });
});

describe('zoo du', () => {
  it('tells what takes the space', async () => {
    const { zoo, json, file, home } = await downloaded();
    await mkdir(join(home, 'mine'));
    expect(await json('du')).toMatchObject({
      home,
      total_bytes: expect.any(Number) as unknown,
      models: [
        { name: 'test/colour@1.0', size_bytes: file.size_bytes, unique_bytes: file.size_bytes, shared_bytes: 0 },
      ],
      sources: [{ keys: [expect.stringContaining('file:')] }],
      blobs: { count: 1, size_bytes: file.size_bytes, unused_bytes: 0 },
      partials: { count: 0, size_bytes: 0 },
      other_bytes: expect.any(Number) as unknown,
    });
    const { stdout } = await zoo(['du']);
    expect(stdout).toMatch(/SIZE +ITS OWN +MODEL +SOURCE\n.+test\/colour@1\.0/);
    expect(stdout).toContain('Unfinished       none');
  });
});
