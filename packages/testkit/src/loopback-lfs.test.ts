import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGitRepository, hasGit, type GitRepository } from './git-repository.js';
import { lfsObject } from './lfs-object.js';
import { createLoopbackGitHub, type LoopbackGitHub } from './loopback-github.js';
import type { LoopbackLfs } from './loopback-lfs.js';
import { seededBytes } from './seeded-bytes.js';

const execute = promisify(execFile);
const TOKEN = 'ghp_neverToBePrinted0123456789';
const TYPE = 'application/vnd.git-lfs+json';
const weights = seededBytes(100_000);
const { sha256, pointer } = lfsObject(weights);

function hasGitLfs(): boolean {
  try {
    execFileSync('git-lfs', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasGit())('the LFS of a loopback GitHub (skipped where git is not installed)', () => {
  let folder: string;
  let git: GitRepository;
  let github: LoopbackGitHub;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modelzoo-lfs-'));
    git = await createGitRepository();
    await git.commit({ 'weights.bin': pointer, '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n' });
    github = await createLoopbackGitHub({ tokens: [TOKEN] });
    serve({});
  });
  afterAll(async () => {
    await Promise.all([github, git].map((resource) => resource[Symbol.asyncDispose]()));
    await rm(folder, { recursive: true, force: true });
  });

  function serve(lfs: Partial<LoopbackLfs>): void {
    const store = { objects: { [sha256]: weights }, ...lfs };
    github.setRepository('octo/zoo', { git, lfs: store });
    github.setRepository('octo/secret', { git, lfs: store, isPrivate: true });
    github.setRepository('octo/plain', { git });
    github.setRepository('octo/old', { git, movedTo: 'octo/zoo' });
  }

  async function ask(batch: unknown, options: { readonly repository?: string; readonly headers?: object } = {}) {
    const { repository = 'octo/zoo', headers = {} } = options;
    return fetch(`${github.serverUrl}/${repository}.git/info/lfs/objects/batch`, {
      method: 'POST',
      headers: { accept: TYPE, 'content-type': TYPE, ...headers },
      body: JSON.stringify(batch),
      redirect: 'manual',
    });
  }

  const object = { oid: sha256, size: weights.byteLength };
  const download = { operation: 'download', transfers: ['basic'], objects: [object] };

  describe.skipIf(!hasGitLfs())('serves the real git-lfs (skipped where it is not installed)', () => {
    it.each(['header', 'query', 'none'] as const)('with links that are protected by %s', async (links) => {
      serve({ links });
      const clone = join(folder, links);
      const url = new URL(`${github.serverUrl}/octo/secret.git`);
      url.username = 'x-access-token';
      url.password = TOKEN;
      const filters = [
        'filter.lfs.process=git-lfs filter-process',
        'filter.lfs.smudge=git-lfs smudge -- %f',
        'filter.lfs.required=true',
        'lfs.transfer.maxretries=1',
      ];
      const settings = filters.flatMap((filter) => ['-c', filter]);
      const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null', HOME: folder };
      await execute('git', [...settings, 'clone', '--quiet', url.href, clone], { env });
      expect(Buffer.compare(await readFile(join(clone, 'weights.bin')), weights)).toBe(0);
    });

    it('whose pointers are the ones that lfsObject writes', async () => {
      const written = execute('git-lfs', ['clean'], { cwd: git.folder });
      written.child.stdin?.end(weights);
      expect((await written).stdout).toBe(pointer);
    });
  });

  it('hands out links as the API describes them', async () => {
    serve({});
    const answer = await ask({
      ...download,
      objects: [object, { oid: 'ab'.repeat(32), size: 1 }, { ...object, size: 5 }],
    });
    expect([answer.status, answer.headers.get('content-type')]).toStrictEqual([200, `${TYPE}; charset=utf-8`]);
    expect(await answer.json()).toStrictEqual({
      transfer: 'basic',
      hash_algo: 'sha256',
      objects: [
        {
          ...object,
          authenticated: true,
          actions: {
            download: {
              href: expect.stringContaining(`${github.storageUrl}/objects/${sha256}?`),
              header: { Authorization: expect.stringMatching(/^RemoteAuth /) },
              expires_in: 3600,
              expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
            },
          },
        },
        { oid: 'ab'.repeat(32), size: 1, error: { code: 404, message: expect.any(String) } },
        { ...object, size: 5, error: { code: 422, message: expect.any(String) } },
      ],
    });
  });

  it.each([
    [406, download, { headers: { accept: 'application/json' } }],
    [422, download, { headers: { 'content-type': 'application/json' } }],
    [403, { ...download, operation: 'upload' }, {}],
    [422, { ...download, transfers: ['ssh'] }, {}],
    [409, { ...download, hash_algo: 'sha512' }, {}],
    [422, { ...download, objects: [{ oid: sha256 }] }, {}],
    [422, { ...download, ref: 'main' }, {}],
    [413, { ...download, objects: Array.from({ length: 101 }, () => object) }, {}],
    [400, 'download', {}],
    [404, download, { repository: 'octo/plain' }],
    [401, download, { repository: 'octo/secret' }],
    [401, download, { repository: 'octo/none' }],
    [401, download, { headers: { authorization: `Basic ${btoa('x:ghp_wrong')}` } }],
    [404, download, { repository: 'octo/none', headers: { authorization: `Basic ${btoa(`x:${TOKEN}`)}` } }],
    [301, download, { repository: 'octo/old' }],
  ])('answers %i to %j with %j', async (status, batch, options) => {
    serve({});
    expect((await ask(batch, options)).status).toBe(status);
  });

  it('gives the bytes to nobody without what was handed out with the link', async () => {
    serve({});
    const { objects } = (await (await ask(download)).json()) as {
      objects: { actions: { download: { href: string; header: Record<string, string> } } }[];
    };
    const { href = '', header = {} } = objects[0]?.actions.download ?? {};
    expect((await fetch(href)).status).toBe(403);
    expect((await fetch(href, { headers: { authorization: 'Bearer mine' } })).status).toBe(403);
    const part = await fetch(href, { headers: { ...header, range: 'bytes=99990-' } });
    expect([part.status, part.headers.get('content-range')]).toStrictEqual([206, 'bytes 99990-99999/100000']);
  });
});
