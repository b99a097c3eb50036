import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createZoo, type Zoo } from '@modelzoo/core';
import { http } from '@modelzoo/manager-http';
import { url } from '@modelzoo/source-url';
import { createLoopbackOrigin, seededBytes, type LoopbackOrigin } from '@modelzoo/testkit';
import { pack } from 'tar-stream';

let folder: string;
let origin: LoopbackOrigin;
let zoo: Zoo;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoo-downloads-'));
  origin = await createLoopbackOrigin();
  zoo = createZoo({ plugins: [url(), http({ retryDelayMs: 1 })], home: join(folder, 'home'), cwd: folder, env: {} });
});
afterEach(async () => {
  await zoo[Symbol.asyncDispose]();
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

/** Registers a local source with one model, whose manager has this config. */
async function register(config: Record<string, unknown>, rest: Record<string, unknown> = {}): Promise<void> {
  await mkdir(join(folder, 'source', 'weights'), { recursive: true });
  await writeFile(join(folder, 'source', 'weights', 'own.bin'), 'own');
  await writeFile(join(folder, 'outside.bin'), 'outside');
  const model = { base_name: 'm', manager: { type: 'fiftyone.core.models.ModelManager', config }, ...rest };
  await writeFile(join(folder, 'source', 'manifest.json'), JSON.stringify({ models: [model] }));
  await zoo.registerSource('./source');
}

async function archiveOf(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

describe('downloading', () => {
  it('unpacks an archive of weights into a folder of the archive’s name, and gives the folder', async () => {
    origin.setRoute('/net.tar.gz', { body: await archiveOf({ 'net/a.bin': 'aaa', 'net/sub/b.bin': 'bb' }) });
    await register({ url: origin.url('/net.tar.gz'), extract_archive: true }, { base_filename: 'net.tar.gz' });
    const { path, files } = await zoo.downloadModel('m');
    expect(files.map((file) => file.path)).toStrictEqual(['net/a.bin', 'net/sub/b.bin']);
    expect(await readFile(join(path, 'sub', 'b.bin'), 'utf8')).toBe('bb');
    expect(path.endsWith('net')).toBe(true);
  });

  it('takes the source’s own file before any mirror, relative or as a file: URL', async () => {
    await register({ files: [{ path: 'a', urls: [origin.url('/a'), 'weights/own.bin'] }] });
    expect((await zoo.downloadModel('m')).files).toMatchObject([{ path: 'a', sizeBytes: 3 }]);
    await zoo.deleteSource('./source');
    await register({ url: pathToFileURL(join(folder, 'source', 'weights', 'own.bin')).href });
    expect(await readFile((await zoo.downloadModel('m')).path, 'utf8')).toBe('own');
    expect(origin.requests).toStrictEqual([]);
  });

  it('reads no file of this machine outside the source', async () => {
    await register({ url: pathToFileURL(join(folder, 'outside.bin')).href });
    await expect(zoo.downloadModel('m')).rejects.toMatchObject({ code: 'ERR_ZOO_ADDRESS_FORBIDDEN' });
    await zoo.deleteSource('./source');
    await register({ url: '../outside.bin' });
    await expect(zoo.downloadModel('m')).rejects.toMatchObject({ code: 'ERR_ZOO_MANIFEST_INVALID' });
  });

  it('goes on where a broken transfer stopped, in another zoo', async () => {
    const body = seededBytes(4 * 1024 * 1024, 'weights');
    origin.setRoute('/w.bin', { body, always: { kind: 'reset', atBytes: 3 * 1024 * 1024 } });
    await register({ url: origin.url('/w.bin') });
    await expect(zoo.downloadModel('m')).rejects.toMatchObject({ code: 'ERR_ZOO_NETWORK' });
    const sent = origin.requests.length;
    origin.setRoute('/w.bin', { body });
    await using other = createZoo({ plugins: [url(), http()], home: zoo.home, cwd: folder, env: {} });
    const { path } = await other.downloadModel('m');
    expect(Buffer.compare(await readFile(path), body)).toBe(0);
    expect(origin.requests[sent]?.headers.range).toMatch(/^bytes=\d+-/);
  });
});
