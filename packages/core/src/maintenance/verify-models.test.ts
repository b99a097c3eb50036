import { execFile } from 'node:child_process';
import {
  appendFile,
  chmod,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bytesOf, manifestOf, sha256Of } from '../../test/memory-plugin.js';
import { greeting, useZoo } from '../../test/use-zoo.js';
import type { ZooEvent } from '../events/zoo-event.js';
import type { Zoo } from '../zoo.js';

const bench = useZoo();
const hello = sha256Of('hello');

async function download(name = 'acme/greeting@1.1'): Promise<{ zoo: Zoo; path: string; blob: string }> {
  const zoo = bench.zooWith();
  await zoo.registerSource('memory:one');
  const { path } = await zoo.downloadModel(name);
  return { zoo, path, blob: join(zoo.home, 'blobs', 'sha256', hello.slice(0, 2), hello) };
}

/** Changes one byte where it is, as a disk that rots does, but for the time. */
async function rot(path: string): Promise<void> {
  await chmod(path, 0o600);
  const file = await open(path, 'r+');
  await file.write(Buffer.from('j'), 0, 1, 0);
  await file.close();
}

/** Puts another file in the place of one that may have other names. */
async function put(path: string, text: string): Promise<void> {
  await unlink(path);
  await writeFile(path, text);
}

describe('verifyModels', () => {
  it('finds what was downloaded to be whole, without a request', async () => {
    const { zoo, path } = await download();
    bench.memory.calls.length = 0;
    const events: ZooEvent[] = [];
    const result = await zoo.verifyModels({ onEvent: (event) => events.push(event) });
    expect(result).toStrictEqual([
      {
        name: 'acme/greeting@1.1',
        source: 'memory:one',
        folder: dirname(path),
        ok: true,
        fault: undefined,
        files: [{ path: 'greeting.txt', ok: true, expected: hello, actual: hello, fault: undefined }],
        repaired: false,
        error: undefined,
      },
    ]);
    expect(bench.memory.calls).toStrictEqual([]);
    expect(events).toContainEqual({ type: 'phase', phase: 'verify', subject: 'acme/greeting@1.1' });
    const progress = events.filter((event) => event.type === 'progress');
    expect(progress.at(0)).toMatchObject({ file: 'greeting.txt', doneBytes: 0, totalBytes: 5 });
    expect(progress.at(-1)).toMatchObject({ file: 'greeting.txt', doneBytes: 5, totalBytes: 5 });
  });

  it.each<[string, (path: string) => Promise<void>, { fault: string; actual: string | undefined }]>([
    ['changed', rot, { fault: 'wrong-bytes', actual: sha256Of('jello') }],
    [
      'replaced by another of its size',
      (path) => put(path, 'HELLO'),
      { fault: 'wrong-bytes', actual: sha256Of('HELLO') },
    ],
    [
      'cut off',
      async (path) => (await chmod(path, 0o600), truncate(path, 2)),
      { fault: 'wrong-size', actual: sha256Of('he') },
    ],
    [
      'made longer',
      async (path) => (await chmod(path, 0o600), appendFile(path, '!')),
      { fault: 'wrong-size', actual: sha256Of('hello!') },
    ],
    ['removed', (path) => unlink(path), { fault: 'missing', actual: undefined }],
    [
      'replaced by a folder',
      async (path) => (await unlink(path), mkdir(path)),
      { fault: 'not-a-file', actual: undefined },
    ],
    [
      'replaced by a link',
      async (path) => (await rename(path, `${path}2`), symlink(`${path}2`, path)),
      { fault: 'not-a-file', actual: undefined },
    ],
    [
      'replaced by a pipe',
      async (path) => (await unlink(path), await promisify(execFile)('mkfifo', [path]), undefined),
      { fault: 'not-a-file', actual: undefined },
    ],
  ])('tells of a file that was %s, and with repair mends it', async (_name, spoil, told) => {
    const { zoo, path, blob } = await download();
    expect(await zoo.verifyModels()).toMatchObject([{ ok: true }]);
    await spoil(path);
    const found = await zoo.verifyModels();
    expect(found).toMatchObject([
      { ok: false, files: [{ path: 'greeting.txt', ok: false, expected: hello, ...told }] },
    ]);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true, error: undefined }]);
    expect(await readFile(path, 'utf8')).toBe('hello');
    expect(await readFile(blob, 'utf8')).toBe('hello');
    expect(await readdir(dirname(path))).toStrictEqual(['greeting.txt', 'receipt.json']);
    expect(await readdir(join(zoo.home, 'temp'))).toStrictEqual([]);
    expect(await zoo.verifyModels({ full: true })).toMatchObject([{ ok: true, repaired: false }]);
  });

  it('never writes to a broken file, which somebody may be reading', async () => {
    const { zoo, path } = await download();
    await rot(path);
    const reader = await open(path);
    await zoo.verifyModels({ repair: true });
    expect((await reader.readFile()).toString()).toBe('jello');
    await reader.close();
  });

  it('tells of a shared copy that is broken though the model is whole, and mends it without a request', async () => {
    const { zoo, path, blob } = await download();
    bench.memory.calls.length = 0;
    await put(blob, 'HELLO');
    expect(await zoo.verifyModels()).toMatchObject([
      { ok: false, files: [{ ok: false, fault: 'shared-copy', actual: sha256Of('HELLO') }] },
    ]);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(await readFile(blob, 'utf8')).toBe('hello');
    await rm(blob);
    expect(await zoo.verifyModels()).toMatchObject([{ files: [{ fault: 'shared-copy', actual: undefined }] }]);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect((await stat(blob)).ino).toBe((await stat(path)).ino);
    expect(bench.memory.calls).toStrictEqual([]);
  });

  it('takes what another model has', async () => {
    const { zoo, path, blob } = await download();
    const other = await zoo.downloadModel('acme/greeting@1.0');
    // As where files are copied, and not linked.
    await put(other.path, 'hello');
    bench.memory.calls.length = 0;
    await put(path, 'HELLO');
    await put(blob, 'HELLO');
    const repaired = await zoo.verifyModels({ models: ['acme/greeting@1.1'], repair: true });
    expect(repaired).toMatchObject([{ ok: true, repaired: true }]);
    expect(await readFile(path, 'utf8')).toBe('hello');
    expect(bench.memory.calls).toStrictEqual([]);
  });

  it('reads again only what has changed, unless everything is to be read', async () => {
    const { zoo, path } = await download();
    const old = new Date(Date.now() - 5000);
    await utimes(path, old, old);
    expect(await zoo.verifyModels()).toMatchObject([{ ok: true }]);
    const { atime, mtime } = await stat(path);
    await rot(path);
    await utimes(path, atime, mtime);
    expect(await zoo.verifyModels()).toMatchObject([{ ok: true }]);
    expect(await zoo.verifyModels({ full: true })).toMatchObject([{ ok: false }]);
  });

  it('takes several names, all versions of a name, and models whose source is gone', async () => {
    const { zoo } = await download();
    await zoo.downloadModel('acme/greeting@1.0');
    const verify = async (...models: string[]) => (await zoo.verifyModels({ models })).map(({ name }) => name);
    expect(await verify('acme/greeting')).toStrictEqual(['acme/greeting@1.0', 'acme/greeting@1.1']);
    expect(await verify('acme/greeting@1.0')).toStrictEqual(['acme/greeting@1.0']);
    expect(await verify('memory:one::acme/greeting@1.1')).toStrictEqual(['acme/greeting@1.1']);
    await zoo.deleteSource('memory:one', { keepModels: true });
    expect(await verify('acme/greeting')).toHaveLength(2);
  });

  it('tells names that are not downloaded from those that nobody knows', async () => {
    const { zoo } = await download();
    await expect(zoo.verifyModels({ models: ['acme/greeting@1.0'] })).rejects.toMatchObject({
      code: 'ERR_ZOO_MODEL_NOT_DOWNLOADED',
    });
    await expect(zoo.verifyModels({ models: ['acme/other'] })).rejects.toMatchObject({
      code: 'ERR_ZOO_MODEL_NOT_FOUND',
    });
    expect(await bench.zooWith({ home: join(bench.folder, 'empty') }).verifyModels()).toStrictEqual([]);
  });

  it.each<[string, (receipt: string) => Promise<void>]>([
    ['removed', (receipt) => unlink(receipt)],
    ['damaged', (receipt) => writeFile(receipt, '\0\0\0')],
    ['replaced by a folder', async (receipt) => (await unlink(receipt), mkdir(receipt))],
  ])('tells of a receipt that was %s, and makes it anew', async (_name, spoil) => {
    const { zoo, path } = await download();
    await spoil(join(dirname(path), 'receipt.json'));
    bench.memory.calls.length = 0;
    expect(await zoo.verifyModels({ models: ['acme/greeting'] })).toMatchObject([
      { name: 'acme/greeting@1.1', source: 'memory:one', ok: false, fault: 'receipt', files: [] },
    ]);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true, fault: undefined }]);
    // The blob was there, so that nothing was fetched.
    expect(bench.memory.calls).toStrictEqual([]);
    expect(await zoo.isDownloaded('acme/greeting')).toBe(true);
  });

  it('says why something could not be mended, and mends the rest', async () => {
    const { zoo, path } = await download();
    bench.memory.weights['other'] = bytesOf('other');
    const files = { 'other.txt': { from: 'other', sha256: sha256Of('other') } };
    const entry = { base_name: 'acme/other', manager: { type: 'memory', config: { files } } };
    bench.memory.sources['two'] = { 'manifest.json': manifestOf(greeting('1.0'), entry) };
    await zoo.registerSource('memory:two');
    const other = await zoo.downloadModel('acme/other');
    await zoo.deleteSource('memory:two', { keepModels: true });
    await rot(path);
    await rot(other.path);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([
      { name: 'acme/greeting@1.1', ok: true, repaired: true },
      { name: 'acme/other', ok: false, repaired: false, error: { code: 'ERR_ZOO_SOURCE_NOT_REGISTERED' } },
    ]);
    delete bench.memory.weights['other'];
    await zoo.registerSource('memory:two');
    expect(await zoo.verifyModels({ models: ['acme/other'], repair: true })).toMatchObject([
      { ok: false, error: { code: 'ERR_ZOO_FILE_NOT_FOUND' } },
    ]);
    bench.memory.sources['two'] = { 'manifest.json': manifestOf(greeting('1.0')) };
    await zoo.updateSources();
    expect(await zoo.verifyModels({ models: ['acme/other'], repair: true })).toMatchObject([
      { ok: false, error: { code: 'ERR_ZOO_MODEL_NOT_FOUND' } },
    ]);
  });

  it('does not take other bytes for those that were downloaded', async () => {
    const { zoo, path } = await download();
    await rot(path);
    bench.memory.weights['greeting'] = bytesOf('HELLO');
    const config = { files: { 'greeting.txt': { from: 'greeting', sha256: sha256Of('HELLO') } } };
    const moved = greeting('1.1', { manager: { type: 'memory', config } });
    bench.memory.sources['one'] = { 'manifest.json': manifestOf(moved) };
    await zoo.updateSources();
    const [result] = await zoo.verifyModels({ repair: true });
    expect(result).toMatchObject({ ok: false, error: { code: 'ERR_ZOO_DIGEST_MISMATCH' } });
    expect(await readFile(path, 'utf8')).toBe('jello');
  });

  it('stops when it is told to', async () => {
    const { zoo } = await download();
    const reason = new Error('enough');
    await expect(zoo.verifyModels({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const verifying = zoo.verifyModels({ signal: stop.signal, onEvent: () => stop.abort(reason) });
    await expect(verifying).rejects.toBe(reason);
  });

  it('does not use a blob that was damaged for another model', async () => {
    const { zoo, blob } = await download();
    await rot(blob);
    bench.memory.calls.length = 0;
    const { path } = await zoo.downloadModel('acme/greeting@1.0');
    expect(await readFile(path, 'utf8')).toBe('hello');
    expect(bench.memory.calls).toStrictEqual(['fetch memory:greeting']);
  });

  it('works in a home that can only be read', async () => {
    const { zoo, path } = await download();
    await writeFile(join(zoo.home, 'verified.json'), '{');
    const before = await readdir(zoo.home);
    await chmod(zoo.home, 0o500);
    expect(await zoo.verifyModels()).toMatchObject([{ ok: true }]);
    await rot(path);
    expect(await zoo.verifyModels()).toMatchObject([{ ok: false }]);
    await chmod(zoo.home, 0o700);
    expect(await readdir(zoo.home)).toStrictEqual(before);
  });
});
