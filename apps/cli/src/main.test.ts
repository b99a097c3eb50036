import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runCli, type CliRun } from '../test/support/run-cli.js';

function zoo(...argv: string[]): Promise<CliRun> {
  return runCli(argv, { cwd: tmpdir() });
}

describe('main', () => {
  it('prints its version', async () => {
    expect(await zoo('--version')).toStrictEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+.*\n$/) as unknown,
      stderr: '',
    });
  });

  it('lists every command in its help', async () => {
    const { stdout, exitCode } = await zoo('--help');
    expect(exitCode).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)(?: |$)/gm)].map(([, name]) => name);
    expect(commands).toStrictEqual([
      'register-source',
      'list-sources',
      'update-source',
      'delete-source',
      'list',
      'search',
      'info',
      'requirements',
      'download',
      'find',
      'delete',
      'pin',
      'unpin',
      'apply',
      'embed',
      'lock',
      'install',
      'outdated',
      'export',
      'import',
      'init',
      'validate',
      'verify',
      'gc',
      'du',
      'trust',
      'untrust',
      'doctor',
      'help',
    ]);
  });

  it('helps with one command', async () => {
    const { stdout, exitCode } = await zoo('apply', '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--confidence-thresh');
  });

  it.each<[string, string[]]>([
    ['no command', []],
    ['an unknown command', ['lst']],
    ['a command of a later release', ['serve']],
    ['an unknown option', ['list', '--colour']],
    ['a missing argument', ['info']],
    ['too many arguments', ['info', 'a', 'b']],
    ['a format that there is not', ['apply', 'm', 'a.png', '--format', 'xml']],
    ['a count of nothing', ['apply', 'm', 'a.png', '--batch-size', '0']],
    ['a confidence above 1', ['apply', 'm', 'a.png', '--confidence-thresh', '2']],
    ['embeddings without a file', ['embed', 'm', 'a.png']],
    ['trust in nothing', ['trust']],
    ['trust in something while listing', ['trust', 'a/b', '--list']],
  ])('exits with 2 for %s', async (_title, argv) => {
    const { exitCode, stdout, stderr } = await zoo(...argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^✗ [A-Z].*[.?]\n {2}/s);
    expect(stderr).not.toContain('error:');
  });

  it('tells mistakes in the arguments to programs as other errors', async () => {
    const { exitCode, stderr } = await zoo('--json', 'lst');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'ERR_ZOO_USAGE', hint: expect.stringContaining('list') as unknown, details: {} },
    });
  });

  it('takes --json behind -- for an argument', async () => {
    const { stderr } = await zoo('lst', '--', '--json');
    expect(stderr).toMatch(/^✗/);
  });
});
