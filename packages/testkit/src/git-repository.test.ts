import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createGitRepository, hasGit } from './git-repository.js';

describe.skipIf(!hasGit())('createGitRepository (skipped where git is not installed)', () => {
  it('holds exactly the files of each commit', async () => {
    await using git = await createGitRepository();
    await git.commit({ 'a.txt': 'one', 'gone.txt': 'x' });
    const bytes = Uint8Array.of(0, 1, 255, 10);
    await git.commit({ 'a.txt': 'two', 'folder/b "c".bin': bytes });
    expect(await git.run('ls-tree', '-r', '-z', '--name-only', 'main')).toBe('a.txt\0folder/b "c".bin\0');
    expect(await git.run('rev-list', '--count', 'main')).toBe('2');
    const stored = execFileSync('git', [`--git-dir=${git.folder}`, 'show', 'main:folder/b "c".bin']);
    expect(new Uint8Array(stored)).toStrictEqual(bytes);
  });

  it('gives equal commits for equal content', async () => {
    await using one = await createGitRepository();
    await using two = await createGitRepository();
    expect(await one.commit({ a: '1' })).toBe(await two.commit({ a: '1' }));
  });

  it('tells annotated tags from lightweight ones, and peels them', async () => {
    await using git = await createGitRepository();
    const sha = await git.commit({ a: '1' });
    await git.branch('feat/x', sha);
    await git.tag('light', sha);
    const tagSha = await git.tag('heavy', 'main', { message: 'The first release' });
    expect(tagSha).not.toBe(sha);
    expect(await git.listRefs()).toStrictEqual([
      { name: 'refs/heads/feat/x', type: 'commit', sha, commitSha: sha },
      { name: 'refs/heads/main', type: 'commit', sha, commitSha: sha },
      { name: 'refs/tags/heavy', type: 'tag', sha: tagSha, commitSha: sha },
      { name: 'refs/tags/light', type: 'commit', sha, commitSha: sha },
    ]);
    expect(await git.findCommit('heavy')).toBe(sha);
    expect(await git.findCommit('nothing')).toBeUndefined();
    await expect(git.branch('y', 'nothing')).rejects.toThrow('has no revision nothing');
  });

  it('packs a commit, and leaves nothing behind when it is disposed of', async () => {
    const git = await createGitRepository();
    const sha = await git.commit({ a: '1' });
    const { stdout } = git.archive(sha, 'folder');
    if (stdout === null) throw new Error('git writes to a pipe');
    expect([...(await buffer(stdout)).subarray(0, 2)]).toStrictEqual([0x1f, 0x8b]);
    await git[Symbol.asyncDispose]();
    expect(existsSync(git.folder)).toBe(false);
  });
});
