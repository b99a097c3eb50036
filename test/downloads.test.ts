import { createHash } from 'node:crypto';
import { chmod, glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createZoo, type Zoo, type ZooEvent } from '@modelzoo/core';
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

  it('takes members of an archive, each checked, in the words of a manifest', async () => {
    origin.setRoute('/net.tar.gz', { body: await archiveOf({ 'net/a.bin': 'aaa', 'net/sub/b.bin': 'bb' }) });
    const sha256 = createHash('sha256').update('bb').digest('hex');
    await register({ url: origin.url('/net.tar.gz'), extract: [{ from: 'sub/b.bin', path: 'm.bin', sha256 }] });
    expect((await zoo.downloadModel('m')).files).toMatchObject([{ path: 'm.bin', sha256, sizeBytes: 2 }]);
  });

  it.each(['../evil.bin', '/evil.bin', 'net/../../evil.bin'])('unpacks no %s out of an archive', async (name) => {
    origin.setRoute('/net.tar.gz', { body: await archiveOf({ 'net/a.bin': 'aaa', [name]: 'evil' }) });
    await register({ url: origin.url('/net.tar.gz'), extract_archive: true });
    await expect(zoo.downloadModel('m')).rejects.toMatchObject({ code: 'ERR_ZOO_ARCHIVE_UNSAFE' });
    for await (const file of glob(join(folder, '**', 'evil.bin'))) expect(file).toBe('nowhere');
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

describe('bytes that are not the promised ones', () => {
  const body = seededBytes(300_000, 'weights');
  const right = createHash('sha256').update(body).digest('hex');
  const wrong = 'ab'.repeat(32);

  it('are fetched once more, and all is well when they were damaged on the way', async () => {
    origin.setRoute('/w.bin', { body, faults: [{ kind: 'flip-bit', atBytes: 5 }] });
    await register({ url: origin.url('/w.bin'), sha256: right });
    const notices: string[] = [];
    const onEvent = (event: ZooEvent): void => {
      if (event.type === 'notice') notices.push(event.message);
    };
    expect((await zoo.downloadModel('m', { onEvent })).files).toMatchObject([{ sha256: right }]);
    expect(origin.requests.map(({ headers }) => headers.range)).toStrictEqual([undefined, undefined]);
    expect(notices).toMatchObject([expect.stringContaining('once more')]);
  });

  it('are fetched from another mirror the second time', async () => {
    origin.setRoute('/w.bin', { body, always: { kind: 'flip-bit', atBytes: 5 } });
    origin.setRoute('/mirror.bin', { body });
    await register({ urls: [origin.url('/w.bin'), origin.url('/mirror.bin')], sha256: right });
    await zoo.downloadModel('m');
    expect(origin.requests.map(({ url: path }) => path)).toStrictEqual(['/w.bin', '/mirror.bin']);
  });

  it('are a damaged transfer when they are others each time', async () => {
    const flips = [5, 6].map((atBytes) => ({ kind: 'flip-bit', atBytes }) as const);
    origin.setRoute('/w.bin', { body, faults: flips });
    await register({ url: origin.url('/w.bin'), sha256: right });
    await expect(zoo.downloadModel('m')).rejects.toMatchObject({
      code: 'ERR_ZOO_DIGEST_MISMATCH',
      message: expect.stringContaining('other bytes each time'),
    });
    expect(origin.requests).toHaveLength(2);
  });

  it('are wrong metadata when they are the same twice, and can be accepted by name', async () => {
    origin.setRoute('/w.bin', { body });
    await register({ url: origin.url('/w.bin'), sha256: wrong });
    const error = await zoo.downloadModel('m').catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'ERR_ZOO_METADATA_WRONG',
      hint: expect.stringContaining(`--accept-digest ${wrong}=${right}`),
      details: { expectedSha256: wrong, actualSha256: right },
    });
    expect(origin.requests).toHaveLength(2);
    await expect(zoo.downloadModel('m', { acceptDigests: { [right]: wrong } })).rejects.toMatchObject({
      code: 'ERR_ZOO_USAGE',
    });
    const { files } = await zoo.downloadModel('m', { acceptDigests: { [wrong.toUpperCase()]: right } });
    expect(files).toMatchObject([{ sha256: right }]);
    for await (const receipt of glob(join(zoo.home, 'models', '**', 'receipt.json'))) {
      const text = await readFile(receipt, 'utf8');
      expect(JSON.parse(text)).toMatchObject({ files: [{ sha256: right, insteadOf: wrong }] });
    }
    expect(await zoo.verifyModels()).toMatchObject([{ ok: true }]);
  });

  it('are accepted only if they are those that were named', async () => {
    origin.setRoute('/w.bin', { body });
    await register({ url: origin.url('/w.bin'), sha256: wrong });
    await expect(zoo.downloadModel('m', { acceptDigests: { [wrong]: 'cd'.repeat(32) } })).rejects.toMatchObject({
      code: 'ERR_ZOO_METADATA_WRONG',
      details: { expectedSha256: 'cd'.repeat(32) },
    });
    await expect(zoo.downloadModel('m', { acceptDigests: { [wrong]: 'x' } })).rejects.toMatchObject({
      code: 'ERR_ZOO_USAGE',
    });
  });

  it('are fetched again for a model that was accepted, when it is damaged later', async () => {
    origin.setRoute('/w.bin', { body });
    await register({ url: origin.url('/w.bin'), sha256: wrong });
    const { path } = await zoo.downloadModel('m', { acceptDigests: { [wrong]: right } });
    await chmod(path, 0o600);
    await writeFile(path, 'damaged');
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(Buffer.compare(await readFile(path), body)).toBe(0);
  });
});
