import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitRepository, hasGit, type GitRepository } from './git-repository.js';
import { createLoopbackGitHub, type LoopbackGitHub } from './loopback-github.js';

const TOKEN = 'ghp_loopback0123456789';
const REFS = 'info/refs?service=git-upload-pack';
const execute = promisify(execFile);

function basic(token: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}` };
}

describe.skipIf(!hasGit())('the web host of a loopback GitHub (skipped where git is not installed)', () => {
  let git: GitRepository;
  let github: LoopbackGitHub;
  let sha: string;

  beforeAll(async () => {
    git = await createGitRepository();
    sha = await git.commit({ 'manifest.json': '{"models": []}' });
    await git.tag('v1', sha, { message: 'One' });
    github = await createLoopbackGitHub({
      repositories: {
        'Octo/Zoo': { git },
        'octo/secret': { git, isPrivate: true },
        'octo/old': { git, movedTo: 'Octo/Zoo' },
        'octo/blocked': { git, refusal: 'blocked' },
        'octo/sso': { git, refusal: 'sso-required' },
      },
      tokens: [TOKEN],
    });
  });
  beforeEach(() => {
    github.setSmartHttp(true);
    github.forgetRequests();
  });
  afterAll(async () => {
    await github[Symbol.asyncDispose]();
    await git[Symbol.asyncDispose]();
  });

  const get = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${github.serverUrl}/${path}`, { headers, redirect: 'manual' });

  it.each(['0', '2'])('is a server that git itself lists refs from, in version %s of its protocol', async (version) => {
    const args = ['-c', `protocol.version=${version}`, 'ls-remote', `${github.serverUrl}/octo/old.git`];
    const { stdout } = await execute('git', args);
    expect(stdout.split('\n')).toContain(`${sha}\tHEAD`);
    expect(stdout).toContain(`${sha}\trefs/tags/v1^{}`);
    expect(github.requests.every(({ host }) => host === 'web')).toBe(true);
  });

  it('is a server that git itself clones from', async () => {
    await using copy = await createGitRepository();
    await copy.run('fetch', '--quiet', `${github.serverUrl}/octo/zoo`, 'main:copied');
    expect(await copy.findCommit('copied')).toBe(sha);
  });

  it.each([
    ['octo/none.git', 401, 404],
    ['octo/secret.git', 401, 200],
    ['octo/blocked.git', 451, 451],
    ['octo/sso.git', 403, 403],
    ['octo/zoo.git', 200, 200],
  ])('answers for %s with %i, and with %i to who shows a token', async (repository, anonymous, known) => {
    expect((await get(`${repository}/${REFS}`)).status).toBe(anonymous);
    expect((await get(`${repository}/${REFS}`, basic(TOKEN))).status).toBe(known);
    expect((await get(`${repository}/${REFS}`, basic('wrong'))).status).toBe(401);
  });

  it('leads a renamed repository to its new name, and an archive to the host of archives', async () => {
    const moved = await get(`octo/old.git/${REFS}`);
    expect([moved.status, moved.headers.get('location')]).toStrictEqual([
      301,
      `${github.serverUrl}/Octo/Zoo.git/${REFS}`,
    ]);
    const archive = await get(`octo/zoo/archive/${sha}.tar.gz`);
    expect(archive.headers.get('location')).toBe(`${github.archiveUrl}/Octo/Zoo/tar.gz/${sha}`);
    const file = await fetch(archive.headers.get('location') ?? '');
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename=Zoo-${sha}.tar.gz`);
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(100);
  });

  it('can be turned off', async () => {
    github.setSmartHttp(false);
    expect((await get(`octo/zoo.git/${REFS}`)).status).toBe(403);
    expect((await fetch(`${github.apiUrl}/repos/octo/zoo/commits/HEAD`)).status).toBe(200);
  });
});
