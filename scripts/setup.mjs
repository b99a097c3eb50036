// Brings a fresh clone to where everything can run. Plain JavaScript for Node 20, since it runs before anything is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, 'node_modules', '.setup');
const bin = join(root, 'node_modules', '.bin');

/** Environment in which every tool of the project is found first, and none of them phones home. */
export const environment = {
  ...process.env,
  PATH: `${bin}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
  TURBO_TELEMETRY_DISABLED: '1',
  ORT_DISABLE_TELEMETRY: '1',
};

/** Path of the Node that the project runs with, whichever one started this script. */
export const node = join(bin, process.platform === 'win32' ? 'node.exe' : 'node');

/** Installs and builds what is not there or not current. Says so on stderr; stdout belongs to the caller. */
export function setup() {
  once('install', digestOf(manifests()), install);
  once('build', digestOf(sources()), () =>
    run('turbo', ['run', 'build', '--output-logs=errors-only', '--log-order=grouped']),
  );
}

/** Runs a tool of the project; ends this process with its exit code if it fails. */
export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    env: environment,
    stdio: ['inherit', 2, 2],
    shell: process.platform === 'win32',
    ...options,
  });
  if (status === 0) return;
  console.error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : signal ? ` (${signal})` : ''}.`);
  process.exit(status || 1);
}

function install() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const args = ['install', '--frozen-lockfile', '--reporter=append-only'];
  // npx brings the pinned pnpm for the first time; it never touches the user's own.
  run('npx', ['--yes', `pnpm@${devDependencies.pnpm}`, ...args], { env: { ...environment, CI: 'true' } });
}

function once(step, digest, work) {
  const stamp = join(stamps, step);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  console.error(`modelzoo: ${step} …`);
  work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, digest);
}

/** A digest of names, sizes and times: cheap enough to take at every start. */
function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function manifests() {
  return ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) => join(root, name));
}

function sources() {
  const files = [...manifests(), join(root, 'tsconfig.base.json'), join(root, 'tsup.base.ts')];
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, group))) {
      const folder = join(root, group, name);
      if (!existsSync(join(folder, 'package.json'))) continue;
      files.push(join(folder, 'package.json'), join(folder, 'tsup.config.ts'));
      for (const entry of readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })) {
        if (entry.isFile()) files.push(join(entry.parentPath ?? entry.path, entry.name));
      }
    }
  }
  return files;
}
