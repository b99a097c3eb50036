import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createGitRepository,
  createLoopbackGitHub,
  hasGit,
  type GitRepository,
  type LoopbackGitHub,
} from '@modelzoo/testkit';
import { blocksOf, fileNameOf, pages, root } from './markdown-blocks.js';

const run = promisify(execFile);
const zoo = join(root, 'apps', 'cli', 'dist', 'bin.js');
const programs = pages().flatMap((page) =>
  blocksOf(page).filter(({ language, text }) => language === 'ts' && text.includes('createZoo(')),
);

const pagesWithSuites = pages().filter((page) =>
  blocksOf(page).some(({ language, text }) => language === 'ts' && text.includes("from '@modelzoo/testkit'")),
);

/** Where the programs of the pages run: a user's project, with the built packages installed. */
const project = join(root, '.readme', 'project');
let home: string;
let git: GitRepository | undefined;
let gitHub: LoopbackGitHub | undefined;

beforeAll(async () => {
  if (hasGit()) {
    git = await createGitRepository();
    const commit = await git.commit({ 'manifest.json': JSON.stringify({ models: [{ base_name: 'octo/cat' }] }) });
    await git.tag('v1.2', commit);
    gitHub = await createLoopbackGitHub({ repositories: { 'octo-org/model-zoo': { git } } });
  }
  home = await mkdtemp(join(tmpdir(), 'zoo-readme-'));
  await rm(project, { recursive: true, force: true });
  await mkdir(project, { recursive: true });
  await cp(join(root, 'test', 'fixtures', 'my-models'), join(project, 'my-models'), { recursive: true });
  await cp(join(root, 'examples'), join(project, 'examples'), {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  });
});

afterAll(async () => {
  await gitHub?.[Symbol.asyncDispose]();
  await git?.[Symbol.asyncDispose]();
  await rm(project, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
});

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, MODELZOO_HOME: home, NO_COLOR: '1', ...(gitHub && { GITHUB_API_URL: gitHub.apiUrl }) };
}

describe('the pages', () => {
  it('have a program for each package that users import', () => {
    const pagesWithPrograms = new Set(programs.map(({ page }) => page));
    expect([...pagesWithPrograms]).toEqual(
      expect.arrayContaining(
        ['core', 'source-github', 'source-url', 'manager-http', 'plugin-npm'].map(
          (name) => `packages/${name}/README.md`,
        ),
      ),
    );
  });

  it.for(programs)('$page has a program in line $line that runs', async ({ page, line, text }, { skip }) => {
    if (text.includes('github()') && gitHub === undefined)
      skip('git is not installed, which the loopback GitHub needs');
    const file = join(project, `${page.replace(/\W+/g, '-')}-${line}.ts`);
    await writeFile(file, text);
    const { stdout } = await run(process.execPath, [file], { cwd: project, env: environment() });
    expect(stdout).not.toBe('');
  });

  it.each(pagesWithSuites)('%s has a conformance suite that passes', async (page) => {
    const folder = join(root, '.readme', 'suites', page.replace(/\W+/g, '-'));
    await mkdir(folder, { recursive: true });
    for (const block of blocksOf(page).filter(({ language }) => language === 'ts')) {
      await writeFile(join(folder, fileNameOf(block)), block.text);
    }
    const { stdout } = await run('vitest', ['run', '--root', folder], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/Tests +\d+ passed/);
  });

  it('README.md has a session at the command line that works from its first line to its last', async () => {
    const [session] = blocksOf('README.md').filter(({ text }) => text.startsWith('zoo '));
    const commands = session?.text.trim().split('\n') ?? [];
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) {
      const [, ...args] = command.split(' ');
      await run(process.execPath, [zoo, ...args], { cwd: project, env: environment() });
    }
  });
});
