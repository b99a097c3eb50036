import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Absolute path of the program `zoo` of the packages as they would be published, installed into an empty folder. */
    readonly zooBin: string;
  }
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const execute = promisify(execFile);

/** Builds, packs and installs everything once for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'zoo-e2e-'));
  const tarballs = join(folder, 'tarballs');
  const installed = join(folder, 'installed');
  await mkdir(tarballs);
  await mkdir(installed);
  await run('turbo', ['run', 'build', '--output-logs=errors-only'], ROOT);
  // What a user of the command line gets; the kit for tests of plugins is no part of that.
  const packages = ['--filter', './packages/*', '--filter', './apps/*', '--filter', '!@modelzoo/testkit'];
  await run('pnpm', ['-r', ...packages, 'pack', '--pack-destination', tarballs], ROOT);
  const files = (await readdir(tarballs)).filter((name) => name.endsWith('.tgz')).map((name) => join(tarballs, name));
  await writeFile(join(installed, 'package.json'), '{ "private": true }\n');
  // Nothing of ours needs an install script; one of a dependency would load libraries for graphics cards.
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...files], installed);
  project.provide('zooBin', join(installed, 'node_modules', '@modelzoo', 'cli', 'dist', 'bin.js'));
  return () => rm(folder, { recursive: true, force: true });
}

async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  const binaries = join(ROOT, 'node_modules', '.bin');
  const env = {
    ...process.env,
    PATH: [binaries, process.env['PATH']].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
  };
  const shell = process.platform === 'win32';
  await execute(program, [...args], { cwd, env, shell, maxBuffer: 64 * 1024 * 1024 }).catch((error: unknown) => {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed in ${cwd}:\n${stdout}\n${stderr}`, { cause: error });
  });
}
