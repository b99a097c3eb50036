import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeTar } from '../../test/make-tar.js';
import { makeZip } from '../../test/make-zip.js';
import { tempFolder } from '../../test/temp-folder.js';
import type { SourceFile } from '../plugins/source-provider.js';
import { homeLayout, type HomeLayout } from './home-layout.js';
import { createSnapshotStore, type SnapshotStore } from './snapshot-store.js';

const manifest = { path: 'manifest.json', content: '{"models": []}' };
const hook = { path: 'lib/hook.js', content: 'export {}' };

async function setUp(): Promise<{ layout: HomeLayout; snapshots: SnapshotStore }> {
  const layout = homeLayout(await tempFolder());
  return { layout, snapshots: createSnapshotStore(layout) };
}

async function* sourceFiles(files: readonly { path: string; content: string }[]): AsyncGenerator<SourceFile> {
  for (const { path, content } of files) {
    yield {
      path,
      async *open() {
        yield Buffer.from(content);
      },
    };
  }
}

async function leftovers({ tempDir, sourcesDir }: HomeLayout): Promise<readonly string[][]> {
  return [await readdir(tempDir), await readdir(sourcesDir)];
}

describe('createSnapshotStore', () => {
  it('gives the same content the same digest, however it comes', async () => {
    const { snapshots } = await setUp();
    const under = (folder: string) =>
      [manifest, hook].map(({ path, content }) => ({ path: `${folder}/${path}`, content }));
    const digests = [
      await snapshots.addArchive(gzipSync(makeTar(under('owner-repo-0123abc')))),
      await snapshots.addArchive(makeTar([hook, manifest])),
      await snapshots.addArchive(makeZip(under('repo').map((file) => ({ ...file, deflate: true })))),
      await snapshots.addFiles(sourceFiles([manifest, hook])),
    ].map(({ treeDigest }) => treeDigest);
    expect(new Set(digests).size).toBe(1);
    expect(await snapshots.list()).toStrictEqual([digests[0]]);
  });

  it('keeps content that nobody can write', async () => {
    const { layout, snapshots } = await setUp();
    const { treeDigest, files } = await snapshots.addArchive(makeTar([manifest, hook, { path: 'run', mode: 0o755 }]));
    expect(files.map(({ path }) => path)).toStrictEqual(['lib/hook.js', 'manifest.json', 'run']);
    const folder = snapshots.pathOf(treeDigest);
    expect(await readFile(join(folder, 'manifest.json'), 'utf8')).toBe(manifest.content);
    expect((await stat(join(folder, 'lib/hook.js'))).mode & 0o222).toBe(0);
    expect((await stat(join(folder, 'run'))).mode & 0o222).toBe(0);
    expect(await leftovers(layout)).toStrictEqual([[], [treeDigest]]);
    expect(await snapshots.has(treeDigest)).toBe(true);
    await snapshots.delete(treeDigest);
    expect(await snapshots.has(treeDigest)).toBe(false);
    expect(await leftovers(layout)).toStrictEqual([[], []]);
    await snapshots.delete(treeDigest);
  });

  it('takes the same content from many at once', async () => {
    const { layout, snapshots } = await setUp();
    const added = await Promise.all(Array.from({ length: 8 }, () => snapshots.addArchive(makeTar([manifest, hook]))));
    expect(new Set(added.map(({ treeDigest }) => treeDigest)).size).toBe(1);
    expect(await leftovers(layout)).toStrictEqual([[], [added[0]?.treeDigest]]);
  });

  it('takes an empty folder for what it is', async () => {
    const { snapshots } = await setUp();
    const { treeDigest, files } = await snapshots.addFiles(sourceFiles([]));
    expect(files).toStrictEqual([]);
    expect(await snapshots.list()).toStrictEqual([treeDigest]);
  });

  it('holds files that come one by one to the rules for archives', async () => {
    const { layout, snapshots } = await setUp();
    for (const path of ['../x', '/etc/x', 'a\\b', 'a\u001b[2J']) {
      await expect(snapshots.addFiles(sourceFiles([manifest, { path, content: '' }]))).rejects.toThrow(
        expect.objectContaining({ code: 'ERR_ZOO_ARCHIVE_UNSAFE' }),
      );
    }
    await expect(snapshots.addFiles(sourceFiles([manifest]), { limits: { maxBytes: 3 } })).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_ARCHIVE_LIMIT' }),
    );
    expect(await leftovers(layout)).toStrictEqual([[], []]);
  });

  it('stops for a signal and leaves nothing', async () => {
    const { layout, snapshots } = await setUp();
    const abort = new AbortController();
    const reason = new Error('enough');
    const stuck: SourceFile = {
      path: 'a',
      async *open() {
        setImmediate(() => abort.abort(reason));
        await new Promise(() => undefined);
        yield new Uint8Array();
      },
    };
    const files = (async function* (): AsyncGenerator<SourceFile> {
      yield stuck;
    })();
    await expect(snapshots.addFiles(files, { signal: abort.signal })).rejects.toBe(reason);
    expect(await leftovers(layout)).toStrictEqual([[], []]);
  });

  it('says what is the matter with a home that cannot be written', async () => {
    const { layout, snapshots } = await setUp();
    await writeFile(layout.tempDir, '');
    await expect(snapshots.addArchive(makeTar([manifest]))).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_STORE_IO' }),
    );
  });
});
