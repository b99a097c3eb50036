import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createZoo, ZooError, type Zoo, type ZooEvent, type ZooPlugin } from '@modelzoo/core';
import { createGitRepository, createLoopbackGitHub, hasGit, lfsObject, seededBytes } from '@modelzoo/testkit';
import type { GitRepository, LoopbackGitHub, LoopbackLfs } from '@modelzoo/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TOKEN } from '../test/github-bench.js';
import { github } from './github.js';

const SIZE_BYTES = 200_000;
const weights = { small: seededBytes(SIZE_BYTES, 1), large: seededBytes(SIZE_BYTES, 2) };

/** Plans the URL of the manifest, and fetches nothing itself. */
const ownFiles: ZooPlugin = {
  name: 'own-files',
  specVersion: 'v1',
  managers: [
    {
      specVersion: 'v1',
      id: 'own',
      types: ['own'],
      configSchema: z.object({ url: z.string() }),
      doPlan: async ({ config }) => [{ path: undefined, urls: [(config as { readonly url: string }).url] }],
      doFetch: () => Promise.reject(new ZooError('ERR_ZOO_NETWORK', 'Nothing is to come from here.')),
    },
  ],
};

function model(name: string): object {
  return {
    base_name: `octo/${name}`,
    base_filename: `${name}.bin`,
    manager: { type: 'own', config: { url: `weights/${name}.bin` } },
  };
}

function hasGitLfs(): boolean {
  try {
    execFileSync('git-lfs', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What git-lfs itself would commit in place of some content. */
async function cleanWithGitLfs(git: GitRepository, content: Uint8Array): Promise<string> {
  const clean = promisify(execFile)('git-lfs', ['clean'], { cwd: git.folder });
  clean.child.stdin?.end(content);
  return (await clean).stdout;
}

describe.skipIf(!hasGit())('a repository with weights in Git LFS (skipped where git is not installed)', () => {
  let git: GitRepository;
  let server: LoopbackGitHub;
  let home: string;
  beforeAll(async () => {
    git = await createGitRepository();
    await git.commit({
      'models/manifest.json': JSON.stringify({ models: [model('small'), model('large')] }),
      'models/weights/small.bin': lfsObject(weights.small).pointer,
      'models/weights/large.bin': lfsObject(weights.large).pointer,
    });
    server = await createLoopbackGitHub({ tokens: [TOKEN] });
  });
  afterAll(async () => {
    await Promise.all([server, git].map((resource) => resource[Symbol.asyncDispose]()));
  });
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'modelzoo-lfs-'));
    server.forgetRequests();
    serve({});
  });
  afterEach(async () => rm(home, { recursive: true, force: true }));

  function serve(lfs: Partial<LoopbackLfs>): void {
    const contents = [weights.small, weights.large];
    const objects = Object.fromEntries(contents.map((content) => [lfsObject(content).sha256, content]));
    server.setRepository('octo/zoo', { git, isPrivate: true, lfs: { objects, ...lfs } });
  }

  function openZoo(options: { readonly offline?: boolean } = {}): Zoo {
    const { apiUrl, serverUrl } = server;
    const plugins = [github({ apiUrl, serverUrl }), ownFiles];
    return createZoo({ home, env: { GITHUB_TOKEN: TOKEN }, plugins, ...options });
  }

  function transfers(): (string | undefined)[] {
    return server.requests.filter(({ host }) => host === 'storage').map(({ headers }) => headers.range ?? 'whole');
  }

  it('is listed without them, and gives the ones of the model that is downloaded', async () => {
    await using zoo = openZoo();
    await zoo.registerSource('octo/zoo');
    expect((await zoo.listModels()).map(({ name }) => name)).toStrictEqual(['octo/large', 'octo/small']);
    expect(transfers()).toStrictEqual([]);
    const events: ZooEvent[] = [];
    const { path: file, downloadedBytes } = await zoo.downloadModel('octo/small', {
      onEvent: (event) => events.push(event),
    });
    expect(Buffer.compare(await readFile(file), weights.small)).toBe(0);
    expect([downloadedBytes, transfers()]).toStrictEqual([SIZE_BYTES, ['whole']]);
    const said = JSON.stringify([events, server.requests.filter(({ host }) => host === 'storage')]);
    expect(said).not.toContain(TOKEN);
    expect(said).not.toContain(btoa(`x-access-token:${TOKEN}`));
    expect(JSON.stringify(events)).not.toContain('RemoteAuth');
  });

  it('asks once more for bytes that are wrong', async () => {
    serve({ faults: [{ kind: 'flip-bit', atBytes: 1000 }] });
    await using zoo = openZoo();
    await zoo.registerSource('octo/zoo');
    const { path: file } = await zoo.downloadModel('octo/small');
    expect(Buffer.compare(await readFile(file), weights.small)).toBe(0);
    expect(transfers()).toStrictEqual(['whole', 'whole']);
  });

  it.each([
    ['others each time', 1001, 'ERR_ZOO_DIGEST_MISMATCH'],
    ['the same twice', 1000, 'ERR_ZOO_METADATA_WRONG'],
  ])('gives nothing for bytes that are wrong: %s', async (_, atBytes, code) => {
    serve({ faults: [1000, atBytes].map((at) => ({ kind: 'flip-bit', atBytes: at })) });
    await using zoo = openZoo();
    await zoo.registerSource('octo/zoo');
    await expect(zoo.downloadModel('octo/small')).rejects.toMatchObject({ code });
    expect(await zoo.isDownloaded('octo/small')).toBe(false);
    await zoo.downloadModel('octo/small');
    expect(transfers()).toStrictEqual(['whole', 'whole', 'whole']);
  });

  it('goes on in another process where the network went away', async () => {
    const reset = { kind: 'reset', atBytes: 150_000 } as const;
    const gone = { status: 404, message: 'Not Found' };
    serve({ faults: [reset], refusals: [undefined, gone] });
    {
      await using zoo = openZoo();
      await zoo.registerSource('octo/zoo');
      await expect(zoo.downloadModel('octo/small')).rejects.toMatchObject({ code: 'ERR_ZOO_SOURCE_NOT_FOUND' });
    }
    await using zoo = openZoo();
    const { path: file } = await zoo.downloadModel('octo/small');
    expect(Buffer.compare(await readFile(file), weights.small)).toBe(0);
    expect(transfers()).toStrictEqual(['whole', expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
  });

  it('says so offline, and serves what was downloaded before', async () => {
    {
      await using zoo = openZoo();
      await zoo.registerSource('octo/zoo');
      await zoo.downloadModel('octo/small');
    }
    server.forgetRequests();
    await using zoo = openZoo({ offline: true });
    await expect(zoo.downloadModel('octo/large')).rejects.toMatchObject({ code: 'ERR_ZOO_OFFLINE' });
    const { path: file } = await zoo.downloadModel('octo/small', { overwrite: true });
    expect(Buffer.compare(await readFile(file), weights.small)).toBe(0);
    expect(server.requests).toStrictEqual([]);
  });

  it.skipIf(!hasGitLfs())('is read as git-lfs wrote it (skipped where git-lfs is not installed)', async () => {
    const content = seededBytes(SIZE_BYTES, 3);
    const files = {
      'manifest.json': JSON.stringify({ models: [model('real')] }),
      'weights/real.bin': await cleanWithGitLfs(git, content),
    };
    await git.commit(files, { branch: 'real' });
    serve({ objects: { [lfsObject(content).sha256]: content } });
    await using zoo = openZoo();
    await zoo.registerSource('octo/zoo#real');
    const { path: file } = await zoo.downloadModel('octo/real');
    expect(Buffer.compare(await readFile(file), content)).toBe(0);
  });
});
