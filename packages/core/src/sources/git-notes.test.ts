import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGitNotes } from './git-notes.js';

describe('readGitNotes', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'modelzoo-git-notes-'));
  });
  afterEach(async () => rm(root, { recursive: true, force: true }));

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }

  it('has nothing to say of a source without such files', async () => {
    await write('manifest.json', '{}');
    expect(await readGitNotes(root, ['manifest.json'])).toStrictEqual([]);
  });

  it('names the submodules whose folders are empty or not there', async () => {
    await mkdir(join(root, 'vendor/empty'), { recursive: true });
    await write('vendor/full/file', '');
    const sections = ['vendor/empty', 'vendor/none', 'vendor/full', '../outside', '/etc', 'c:/x', 'vendor/empty'].map(
      (path, index) => `[submodule "${index}"]\n\tpath = ${path}\n\turl = https://example.com/${index}.git\r\n`,
    );
    await write('.gitmodules', sections.join(''));
    expect(await readGitNotes(root, [])).toStrictEqual([
      {
        severity: 'warning',
        code: 'submodules-not-followed',
        message: 'Submodules are not followed, so that nothing is in "vendor/empty", "vendor/none".',
        path: '.gitmodules',
      },
    ]);
  });

  it('names what archives leave out, at the root and beside manifests', async () => {
    await write(
      '.gitattributes',
      [
        '# tests export-ignore',
        '*.bin filter=lfs export-ignore -text',
        '/.github export-ignore',
        '.gitignore export-ignore',
        '"with space/*" export-ignore',
        'kept -export-ignore',
        'kept-too !export-ignore',
        '[attr]secret export-ignore-not',
        'export-ignore',
      ].join('\r\n'),
    );
    await write('models/.gitattributes', 'weights export-ignore\n');
    await write('other/.gitattributes', 'unseen export-ignore\n');
    expect(await readGitNotes(root, ['manifest.json', 'models/manifest.json'])).toMatchObject([
      {
        severity: 'warning',
        code: 'export-ignored',
        message: 'Archives of the source leave out what is marked export-ignore: "*.bin", "with space/*".',
        path: '.gitattributes',
      },
      { code: 'export-ignored', message: expect.stringContaining('"weights"'), path: 'models/.gitattributes' },
    ]);
  });

  it('stays short and on one line, whatever the files hold', async () => {
    await write(
      '.gitattributes',
      Array.from({ length: 30 }, (_, index) => `f${index}\u001b[31m export-ignore`).join('\n'),
    );
    await write('.gitmodules', `path = ${'x'.repeat(10_000)}\n`);
    const [modules, attributes] = await readGitNotes(root, []);
    expect(modules?.message.length).toBeLessThan(200);
    expect(attributes?.message).toContain('and 20 more');
    expect(attributes?.message).not.toContain('\u001b');
    await write('.gitattributes', 'x export-ignore\n'.repeat(100_000));
    expect(await readGitNotes(root, [])).toHaveLength(1);
  });
});
