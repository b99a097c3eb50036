import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createZoo, type Zoo } from '@modelzoo/core';
import { http } from '@modelzoo/manager-http';
import { github } from '@modelzoo/source-github';
import { url } from '@modelzoo/source-url';
import {
  createGitRepository,
  createLoopbackGitHub,
  createLoopbackOrigin,
  hasGit,
  seededBytes,
  type GitRepository,
  type LoopbackGitHub,
  type LoopbackOrigin,
} from '@modelzoo/testkit';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const weights = seededBytes(100_000, 'weights');

let folder: string;
let origin: LoopbackOrigin;
let zoos: Zoo[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoo-lock-'));
  origin = await createLoopbackOrigin();
  origin.setRoute('/w.bin', { body: weights });
  zoos = [];
});
afterEach(async () => {
  await Promise.all(zoos.map((zoo) => zoo[Symbol.asyncDispose]()));
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

/** A zoo in a project, with a home of its own. */
function zooIn(home: string, options: Partial<Parameters<typeof createZoo>[0]> = {}): Zoo {
  const plugins = [url(), http({ retryDelayMs: 1 })];
  const zoo = createZoo({ plugins, home: join(folder, home), cwd: folder, env: {}, ...options });
  zoos.push(zoo);
  return zoo;
}

function manifest(config: Record<string, unknown>, rest: Record<string, unknown> = {}): string {
  return JSON.stringify({ models: [{ base_name: 'm', version: '1', manager: { type: 'http', config }, ...rest }] });
}

async function archiveOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, Buffer.from(content));
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

async function lockText(): Promise<string> {
  return readFile(join(folder, 'zoo.lock'), 'utf8');
}

describe('a locked archive', () => {
  beforeEach(async () => {
    const files = { 'a/manifest.json': manifest({ url: origin.url('/w.bin') }), 'a/README.md': 'one' };
    origin.setRoute('/models.tgz', { body: await archiveOf(files) });
    const zoo = zooIn('first');
    await zoo.registerSource(origin.url('/models.tgz'));
    await zoo.writeLock(undefined, { models: ['m'] });
    origin.clearRequests();
  });

  it('is installed with one request for its content, and one for the weights', async () => {
    const zoo = zooIn('second');
    await zoo.installLock(undefined, { frozen: true });
    expect(Buffer.compare(await readFile(await zoo.findModel('m')), weights)).toBe(0);
    expect(origin.requests.map((request) => request.url)).toStrictEqual(['/models.tgz', '/w.bin']);
    origin.clearRequests();
    expect((await zooIn('second', { offline: true }).installLock()).models).toMatchObject([{ present: true }]);
    expect(origin.requests).toStrictEqual([]);
  });

  it('is refused when it is another archive by now', async () => {
    const files = { 'a/manifest.json': manifest({ url: origin.url('/w.bin') }), 'a/README.md': 'two' };
    origin.setRoute('/models.tgz', { body: await archiveOf(files) });
    const zoo = zooIn('second');
    await expect(zoo.installLock()).rejects.toMatchObject({
      code: 'ERR_ZOO_LOCK_MISMATCH',
      details: { source: origin.url('/models.tgz') },
    });
    expect(await zoo.listSources()).toStrictEqual([]);
    expect(await zoo.checkLock()).toMatchObject({ differences: [{ kind: 'source-moved' }] });
  });

  it('has its weights refused when a byte of them is another', async () => {
    const other = Uint8Array.from(weights);
    other[50_000] = (other[50_000] ?? 0) ^ 1;
    origin.setRoute('/w.bin', { body: other });
    const zoo = zooIn('second');
    await expect(zoo.installLock()).rejects.toMatchObject({
      code: 'ERR_ZOO_LOCK_MISMATCH',
      message: expect.stringContaining('m@1') as unknown,
      details: { file: origin.url('/w.bin'), model: 'm@1' },
    });
    expect(await zoo.listDownloaded()).toStrictEqual([]);
  });

  it('makes no request without network, and says that it would need one', async () => {
    await expect(zooIn('second', { offline: true }).installLock()).rejects.toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    expect(origin.requests).toStrictEqual([]);
  });
});

describe('a locked folder', () => {
  it('is found again where the project was checked out elsewhere', async () => {
    await mkdir(join(folder, 'models', 'weights'), { recursive: true });
    await writeFile(join(folder, 'models', 'manifest.json'), manifest({ url: 'weights/w.bin' }));
    await writeFile(join(folder, 'models', 'weights', 'w.bin'), weights);
    const zoo = zooIn('first');
    await zoo.writeLock(undefined, { models: ['./models'] });
    const text = await lockText();
    expect(text).toContain('"./models": {');
    const elsewhere = join(folder, 'elsewhere');
    await cp(join(folder, 'models'), join(elsewhere, 'models'), { recursive: true });
    await cp(join(folder, 'zoo.lock'), join(elsewhere, 'zoo.lock'));
    const other = zooIn('second', { cwd: elsewhere });
    expect((await other.installLock()).models).toMatchObject([{ name: 'm@1', present: false }]);
    await other.writeLock();
    expect(await readFile(join(elsewhere, 'zoo.lock'), 'utf8')).toBe(text);
    await writeFile(join(elsewhere, 'models', 'weights', 'w.bin'), 'other');
    await other.updateSources();
    const kinds = (await other.checkLock()).differences.map(({ kind }) => kind);
    expect(kinds).toStrictEqual(['source-moved', 'model-changed']);
  });
});

describe('locked weights', () => {
  it('come out of their archive again, file by file, under the locked digests', async () => {
    const archive = await archiveOf({ 'net/a.bin': 'aaa', 'net/sub/b.bin': 'bb' });
    origin.setRoute('/net.tar.gz', { body: archive });
    await mkdir(join(folder, 'models'));
    const config = { url: origin.url('/net.tar.gz'), extract: true };
    await writeFile(join(folder, 'models', 'manifest.json'), manifest(config, { base_filename: 'net.tar.gz' }));
    const zoo = zooIn('first');
    await zoo.writeLock(undefined, { models: ['./models'] });
    const path = await zoo.findModel('m');
    expect(await lockText()).toContain(`"archive": "${config.url}", "member": "sub/b.bin"`);
    const other = zooIn('second');
    await other.installLock();
    expect(await readFile(join(await other.findModel('m'), 'sub', 'b.bin'), 'utf8')).toBe('bb');
    expect(path.endsWith('net')).toBe(true);
    origin.setRoute('/net.tar.gz', { body: await archiveOf({ 'net/a.bin': 'aaa', 'net/sub/b.bin': 'xx' }) });
    await expect(zooIn('third').installLock()).rejects.toMatchObject({ code: 'ERR_ZOO_LOCK_MISMATCH' });
    expect(await zoo.checkLock()).toMatchObject({ upToDate: true });
  });
});

describe.skipIf(!hasGit())('a locked repository', () => {
  let git: GitRepository;
  let server: LoopbackGitHub;
  let first: string;

  beforeEach(async () => {
    git = await createGitRepository();
    server = await createLoopbackGitHub({ repositories: { 'acme/models': { git } } });
    first = await git.commit({ 'manifest.json': manifest({ url: origin.url('/w.bin') }) });
    await git.tag('v1', first);
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await git[Symbol.asyncDispose]();
  });

  function gitHubZoo(home: string, options: Partial<Parameters<typeof createZoo>[0]> = {}): Zoo {
    const { apiUrl, serverUrl } = server;
    return zooIn(home, { plugins: [github({ apiUrl, serverUrl }), http({ retryDelayMs: 1 })], ...options });
  }

  it('is installed by its commit, though the branch and the tag moved, with no request to the API', async () => {
    const reference = `${server.serverUrl}/acme/models/tree/v1`;
    await gitHubZoo('first').writeLock(undefined, { models: [reference] });
    const second = await git.commit({ 'manifest.json': manifest({ url: origin.url('/w.bin') }), 'README.md': 'new' });
    await git.run('tag', '--force', 'v1', second);
    server.forgetRequests();
    const zoo = gitHubZoo('second');
    await zoo.installLock();
    expect(await zoo.listSources()).toMatchObject([{ revision: first }]);
    expect(server.requests.filter(({ host }) => host === 'api')).toStrictEqual([]);
    expect(server.requests.every(({ path }) => path.includes(first))).toBe(true);
    expect(await zoo.listOutdated()).toMatchObject([{ outdated: true, locked: first, current: second }]);
    expect(await gitHubZoo('third').checkLock()).toMatchObject({
      differences: [{ kind: 'source-moved', locked: first, current: second }],
    });
  });

  it('serves a program that keeps to the lock file, and no newer commit', async () => {
    await gitHubZoo('first').writeLock(undefined, { models: [`${server.serverUrl}/acme/models`] });
    await git.commit({ 'manifest.json': manifest({ url: origin.url('/w.bin') }, { version: '2' }) });
    server.forgetRequests();
    const zoo = gitHubZoo('second', { lockFile: 'zoo.lock' });
    expect((await zoo.downloadModel('m')).name).toBe('m@1');
    expect(server.requests.every(({ path }) => path.includes(first))).toBe(true);
  });
});
