import { chmod, mkdir, mkdtemp, open, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createZoo, type Zoo } from '@modelzoo/core';
import { http } from '@modelzoo/manager-http';
import { url } from '@modelzoo/source-url';
import { createLoopbackOrigin, seededBytes, type LoopbackOrigin } from '@modelzoo/testkit';
import { pack } from 'tar-stream';

const CHUNK_BYTES = 16 * 1024 * 1024;
const body = seededBytes(3 * CHUNK_BYTES + 1000, 'weights');

let folder: string;
let origin: LoopbackOrigin;
let zoo: Zoo;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoo-repair-'));
  origin = await createLoopbackOrigin();
  zoo = openZoo();
});
afterEach(async () => {
  await zoo[Symbol.asyncDispose]();
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

function openZoo(offline = false): Zoo {
  // One connection, so that what is asked for does not depend on how quick it comes.
  const plugins = [url(), http({ retryDelayMs: 1, maxConnections: 1 })];
  return createZoo({ plugins, home: join(folder, 'home'), cwd: folder, env: {}, offline });
}

/** Downloads the one model of a local source, whose manager has this config. */
async function download(config: Record<string, unknown>): Promise<string> {
  await mkdir(join(folder, 'source'), { recursive: true });
  const model = { base_name: 'm', manager: { type: 'http', config } };
  await writeFile(join(folder, 'source', 'manifest.json'), JSON.stringify({ models: [model] }));
  await zoo.registerSource('./source');
  const { path } = await zoo.downloadModel('m');
  origin.clearRequests();
  return path;
}

async function damage(path: string, position: number): Promise<void> {
  await chmod(path, 0o600);
  const file = await open(path, 'r+');
  await file.write(Buffer.from('damage'), 0, 6, position);
  await file.close();
}

/** First and last byte of each range that was asked for; `undefined` for a request of the whole. */
function ranges(): (string | undefined)[] {
  return origin.requests.map(({ headers }) => headers.range?.slice('bytes='.length));
}

describe('the repair of models that came over HTTP', () => {
  it.each([
    ['with an entity tag', {}],
    ['without anything that tells one content from another', { etag: null }],
  ])('asks for the broken pieces only, of a server %s', async (_name, route) => {
    origin.setRoute('/w.bin', { body, ...route });
    const path = await download({ url: origin.url('/w.bin') });
    await damage(path, CHUNK_BYTES + 100);
    await damage(path, 3 * CHUNK_BYTES + 100);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(ranges()).toStrictEqual([`${CHUNK_BYTES}-${2 * CHUNK_BYTES - 1}`, `${3 * CHUNK_BYTES}-${body.length - 1}`]);
    expect(Buffer.compare(await readFile(path), body)).toBe(0);
  });

  it('fetches the whole from a server that knows no ranges', async () => {
    origin.setRoute('/w.bin', { body });
    const path = await download({ url: origin.url('/w.bin') });
    origin.setRoute('/w.bin', { body, always: { kind: 'ignore-range' } });
    await damage(path, 100);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(Buffer.compare(await readFile(path), body)).toBe(0);
  });

  it('finds out that the server has other bytes by now, and installs nothing of them', async () => {
    origin.setRoute('/w.bin', { body });
    const path = await download({ url: origin.url('/w.bin') });
    origin.setRoute('/w.bin', { body: seededBytes(body.length, 'others') });
    await damage(path, 100);
    const before = await readFile(path);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([
      { ok: false, repaired: false, error: { code: 'ERR_ZOO_METADATA_WRONG' } },
    ]);
    expect(Buffer.compare(await readFile(path), before)).toBe(0);
    // What is broken, and the whole, which are not of one file; then the whole twice, to be sure of it; and not again and again.
    expect(ranges()).toStrictEqual([`0-${CHUNK_BYTES - 1}`, undefined, undefined, undefined]);
  });

  it('says that it needs the network, and goes on from the same pieces once it has it', async () => {
    origin.setRoute('/w.bin', { body });
    const path = await download({ url: origin.url('/w.bin') });
    await damage(path, 100);
    await using offline = openZoo(true);
    expect(await offline.verifyModels({ repair: true })).toMatchObject([
      { ok: false, error: { code: 'ERR_ZOO_OFFLINE' } },
    ]);
    expect(ranges()).toStrictEqual([]);
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(ranges()).toStrictEqual([`0-${CHUNK_BYTES - 1}`]);
  });

  it('fetches an archive again for what is broken of its members', async () => {
    origin.setRoute('/net.tar.gz', { body: await archiveOf({ 'net/a.bin': 'aaa', 'net/b.bin': 'bb' }) });
    const path = await download({ url: origin.url('/net.tar.gz'), extract: true });
    await damage(join(path, 'a.bin'), 0);
    await unlink(join(path, 'b.bin'));
    expect(await zoo.verifyModels({ repair: true })).toMatchObject([{ ok: true, repaired: true }]);
    expect(await readFile(join(path, 'a.bin'), 'utf8')).toBe('aaa');
    expect(await readFile(join(path, 'b.bin'), 'utf8')).toBe('bb');
  });
});

async function archiveOf(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}
